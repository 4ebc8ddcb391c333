#include <models/logs/log_csv.hpp>

#include <models/logs/log.hpp>

namespace praetor::models {
namespace {

constexpr std::int64_t page_size = 1000;

void append_field(std::string& out, std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (char const c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

void append_log(std::string& out, log_record const& one)
{
    append_iso(out, one.timestamp);
    if (one.timestamp.time_since_epoch() % std::chrono::seconds{1} == duration{0})
        out.resize(out.size() - 7); // Python leaves a fraction of zero out
    out += "+00:00,";
    out += std::to_string(one.level);
    out += ',';
    if (one.flow_run_id)
        append(out, *one.flow_run_id);
    out += ',';
    if (one.task_run_id)
        append(out, *one.task_run_id);
    out += ',';
    append_field(out, one.message);
    out += "\r\n";
}

} // namespace

task<std::string> read_logs_as_csv(db::connection& conn, uuid flow_run_id)
{
    filters::log_filter wanted;
    wanted.flow_run_id = filters::any_of<uuid>{std::vector{flow_run_id}};
    std::string out = "timestamp,level,flow_run_id,task_run_id,message\r\n";
    for (std::int64_t offset = 0;; offset += page_size) {
        auto const page = co_await read_logs(conn, wanted, log_sort::TIMESTAMP_ASC, models::page{page_size, offset});
        for (auto const& one : page)
            append_log(out, one);
        if (static_cast<std::int64_t>(page.size()) < page_size)
            co_return out;
    }
}

} // namespace praetor::models
