#include <models/logs/log_filter.hpp>

#include <models/filters/where.hpp>
#include <models/logs/log.hpp>

#include <server/base/json/codec_impl.hpp>

#include <algorithm>
#include <functional>

namespace praetor::models::filters {
namespace {

template <class T>
bool holds(std::vector<T> const& values, std::optional<T> const& one)
{
    return one && std::find(values.begin(), values.end(), *one) != values.end();
}

} // namespace

void log_text::add_to(conditions& all) const
{
    for (auto const& part : parts_of(parse_search(*query)))
        all.add(models::where(part, "log.message || ' ' || log.name"));
}

bool includes(log_filter const& wanted, log_record const& one)
{
    std::vector<bool> answers;
    if (wanted.level)
        answers.push_back((!wanted.level->ge_ || one.level >= *wanted.level->ge_) &&
                          (!wanted.level->le_ || one.level <= *wanted.level->le_));
    if (wanted.timestamp)
        answers.push_back((!wanted.timestamp->before_ || one.timestamp <= *wanted.timestamp->before_) &&
                          (!wanted.timestamp->after_ || one.timestamp >= *wanted.timestamp->after_));
    if (wanted.flow_run_id)
        answers.push_back(!wanted.flow_run_id->any_ || holds(*wanted.flow_run_id->any_, one.flow_run_id));
    if (auto const& id = wanted.task_run_id)
        answers.push_back((!id->any_ || holds(*id->any_, one.task_run_id)) &&
                          (!id->is_null_ || *id->is_null_ == !one.task_run_id));
    if (wanted.text)
        for (auto const& part : parts_of(parse_search(*wanted.text->query)))
            answers.push_back(matches(part, one.message + ' ' + one.name));
    if (answers.empty())
        return true;
    if (*wanted.combined_by == combination::and_)
        return std::all_of(answers.begin(), answers.end(), std::identity{});
    return std::any_of(answers.begin(), answers.end(), std::identity{});
}

} // namespace praetor::models::filters

template <>
struct praetor::json::schema_notes<praetor::models::filters::log_text>
{
    static constexpr std::string_view name = "LogFilterTextSearch";
};

PRAETOR_JSON_CODEC(praetor::models::filters::log_task_run_id)
PRAETOR_JSON_CODEC(praetor::models::filters::log_text)
PRAETOR_DEFINE_FILTER(log_filter)
