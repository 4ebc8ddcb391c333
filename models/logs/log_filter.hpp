// Which logs a request asks for.
#pragma once

#include <models/filters/criteria.hpp>
#include <models/text_search.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models {
struct log_record;
}

namespace praetor::models::filters {

struct log_task_run_id
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::vector<uuid>> any_;
    std::optional<bool> is_null_;
};
BOOST_DESCRIBE_STRUCT(log_task_run_id, (), (any_, is_null_))

class conditions;

struct log_text : text_criterion
{
    // Adds what the words ask for (text_search.hpp), over message and name of the logger.
    void add_to(conditions& all) const;
};
BOOST_DESCRIBE_STRUCT(log_text, (text_criterion), ())

struct log_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "log";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<number_range> level;
    std::optional<between> timestamp;
    std::optional<any_of<uuid>> flow_run_id;
    std::optional<log_task_run_id> task_run_id;
    std::optional<log_text> text;
};
BOOST_DESCRIBE_STRUCT(log_filter, (), (combined_by, level, timestamp, flow_run_id, task_run_id, text))

db::sql where(db::grammar const& grammar, log_filter const& wanted);

// Whether a log passes the filter: what where() asks of a row.
bool includes(log_filter const& wanted, log_record const& one);

} // namespace praetor::models::filters
