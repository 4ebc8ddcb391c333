#include <routes/routes.hpp>

#include <models/limits/tag_limit.hpp>

#include <server/base/json/codec_impl.hpp>

#include <fmt/format.h>

namespace praetor::routes {
namespace {

using models::tag_limit;

struct tag_page_fields
{
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(tag_page_fields, (), (limit, offset))

struct reset_fields
{
    std::optional<std::vector<uuid>> slot_override;
};
BOOST_DESCRIBE_STRUCT(reset_fields, (), (slot_override))

struct tag_slot_fields
{
    std::vector<std::string> names;
    uuid task_run_id;
};
BOOST_DESCRIBE_STRUCT(tag_slot_fields, (), (names, task_run_id))

task<reply<tag_limit>> create_tag_limit(scope& rq, body<models::tag_limit_create> wanted)
{
    auto made = co_await rq.db().transaction(models::store_tag_limit, std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<tag_limit>{std::move(made.value.row), made.value.is_new ? http::status::created : http::status::ok};
}

task<tag_limit> read(scope& rq, models::tag_limit_key which)
{
    auto found = co_await rq.db().read(models::read_tag_limit, std::move(which));
    if (!found)
        refuse_unknown("Concurrency limit not found");
    co_return std::move(*found);
}

task<tag_limit> read_tag_limit(scope& rq, uuid id)
{
    return read(rq, id);
}

task<tag_limit> read_limit_of_tag(scope& rq, std::string tag)
{
    return read(rq, std::move(tag));
}

task<std::vector<tag_limit>> read_tag_limits(scope& rq, fields<tag_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_tag_limits, range);
}

task<json_text> reset_tag_limit(scope& rq, std::string tag, fields<reset_fields> wanted)
{
    auto const done = co_await rq.db().transaction(models::reset_tag_limit, std::move(tag),
                                                   std::move(wanted->slot_override).value_or(std::vector<uuid>{}),
                                                   rq.max_slot_waits());
    if (!done)
        refuse_unknown("Concurrency limit not found");
    co_return json_text{"null"};
}

task<json_text> erase(scope& rq, models::tag_limit_key which)
{
    auto done = co_await rq.db().transaction(models::delete_tag_limit, std::move(which), rq.max_slot_waits());
    if (!done.value)
        refuse_unknown("Concurrency limit not found");
    rq.publish(std::move(done.events));
    co_return json_text{"null"};
}

task<json_text> delete_tag_limit(scope& rq, uuid id)
{
    return erase(rq, id);
}

task<json_text> delete_limit_of_tag(scope& rq, std::string tag)
{
    return erase(rq, std::move(tag));
}

task<http::response> acquire_tag_slots(scope& rq, fields<tag_slot_fields> wanted)
{
    auto const waits = rq.max_slot_waits();
    auto const answer =
        co_await rq.db().transaction(models::acquire_tag_slots, std::move(wanted->names), wanted->task_run_id, waits);
    if (auto const* refused = std::get_if<models::tag_refusal>(&answer)) {
        auto locked = http::refusal(423, refused->reason);
        if (refused->may_retry)
            locked.headers.emplace_back("Retry-After", fmt::format("{}", waits.tag));
        co_return locked;
    }
    http::response made;
    json::write(made.body, std::get<0>(answer));
    co_return made;
}

task<std::vector<models::minimal_limit>> release_tag_slots(scope& rq, fields<tag_slot_fields> wanted)
{
    return rq.db().transaction(models::release_tag_slots, std::move(wanted->names), wanted->task_run_id,
                               rq.max_slot_waits());
}

} // namespace

void add_concurrency_limits(router& r)
{
    r.section("Concurrency Limits");
    r.post<"/concurrency_limits/", create_tag_limit>()
        .needs(role::operator_)
        .called("create_concurrency_limit")
        .also(201);
    r.get<"/concurrency_limits/{id:uuid}", read_tag_limit>()
        .needs(role::viewer)
        .called("read_concurrency_limit")
        .refuses(404);
    r.get<"/concurrency_limits/tag/{tag}", read_limit_of_tag>()
        .needs(role::viewer)
        .called("read_concurrency_limit_by_tag")
        .refuses(404);
    r.post<"/concurrency_limits/filter", read_tag_limits>().needs(role::viewer).called("read_concurrency_limits");
    r.post<"/concurrency_limits/tag/{tag}/reset", reset_tag_limit>()
        .needs(role::operator_)
        .called("reset_concurrency_limit_by_tag")
        .refuses(404);
    r.del<"/concurrency_limits/{id:uuid}", delete_tag_limit>()
        .needs(role::operator_)
        .called("delete_concurrency_limit")
        .refuses(404);
    r.del<"/concurrency_limits/tag/{tag}", delete_limit_of_tag>()
        .needs(role::operator_)
        .called("delete_concurrency_limit_by_tag")
        .refuses(404);
    r.post<"/concurrency_limits/increment", acquire_tag_slots>()
        .needs(role::runner)
        .audit(audited::never)
        .called("increment_concurrency_limits_v1")
        .answers_with<std::vector<models::minimal_limit>>()
        .refuses(423);
    r.post<"/concurrency_limits/decrement", release_tag_slots>()
        .needs(role::runner)
        .audit(audited::never)
        .called("decrement_concurrency_limits_v1");
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::tag_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::reset_fields)
PRAETOR_JSON_CODEC(praetor::routes::tag_slot_fields)
