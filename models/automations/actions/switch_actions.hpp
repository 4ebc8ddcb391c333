// Actions that switch work pools, work queues and automations off and on. Where `source` is selected, the id is there,
// and only there.
#pragma once

#include <models/automations/actions/target.hpp>

#include <server/base/json/constant.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string_view>

namespace praetor::models::actions {

struct pause_work_pool
{
    static constexpr std::string_view target_kind = "work_pool";
    defaulted<json::constant<"pause-work-pool">> type;
    defaulted<target_source> source;
    std::optional<uuid> work_pool_id;

    std::optional<uuid> const& target() const noexcept { return work_pool_id; }
};
BOOST_DESCRIBE_STRUCT(pause_work_pool, (), (type, source, work_pool_id))

struct resume_work_pool
{
    static constexpr std::string_view target_kind = "work_pool";
    defaulted<json::constant<"resume-work-pool">> type;
    defaulted<target_source> source;
    std::optional<uuid> work_pool_id;

    std::optional<uuid> const& target() const noexcept { return work_pool_id; }
};
BOOST_DESCRIBE_STRUCT(resume_work_pool, (), (type, source, work_pool_id))

struct pause_work_queue
{
    static constexpr std::string_view target_kind = "work_queue";
    defaulted<json::constant<"pause-work-queue">> type;
    defaulted<target_source> source;
    std::optional<uuid> work_queue_id;

    std::optional<uuid> const& target() const noexcept { return work_queue_id; }
};
BOOST_DESCRIBE_STRUCT(pause_work_queue, (), (type, source, work_queue_id))

struct resume_work_queue
{
    static constexpr std::string_view target_kind = "work_queue";
    defaulted<json::constant<"resume-work-queue">> type;
    defaulted<target_source> source;
    std::optional<uuid> work_queue_id;

    std::optional<uuid> const& target() const noexcept { return work_queue_id; }
};
BOOST_DESCRIBE_STRUCT(resume_work_queue, (), (type, source, work_queue_id))

struct pause_automation
{
    static constexpr std::string_view target_kind = "automation";
    defaulted<json::constant<"pause-automation">> type;
    defaulted<target_source> source;
    std::optional<uuid> automation_id;

    std::optional<uuid> const& target() const noexcept { return automation_id; }
};
BOOST_DESCRIBE_STRUCT(pause_automation, (), (type, source, automation_id))

struct resume_automation
{
    static constexpr std::string_view target_kind = "automation";
    defaulted<json::constant<"resume-automation">> type;
    defaulted<target_source> source;
    std::optional<uuid> automation_id;

    std::optional<uuid> const& target() const noexcept { return automation_id; }
};
BOOST_DESCRIBE_STRUCT(resume_automation, (), (type, source, automation_id))

} // namespace praetor::models::actions
