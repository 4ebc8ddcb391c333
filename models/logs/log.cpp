#include <models/logs/log.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>
#include <db/timestamp_text.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::log_record>
{
    static constexpr std::string_view name = "Log";
};

PRAETOR_JSON_CODEC(praetor::models::log_record)
PRAETOR_JSON_CODEC(praetor::models::log_create)
PRAETOR_JSON_CODEC(praetor::models::log_sort)

namespace praetor::models {
namespace {

constexpr std::string_view insert_postgresql =
    "INSERT INTO log (id, created, updated, name, level, flow_run_id, task_run_id, message, timestamp) "
    "SELECT id, $2, $2, name, level, flow_run_id, task_run_id, message, timestamp "
    "FROM json_to_recordset($1) AS given(id uuid, name text, level int, flow_run_id uuid, task_run_id uuid, "
    "message text, timestamp timestamptz)";

constexpr std::string_view insert_sqlite =
    "INSERT INTO log (id, created, updated, name, level, flow_run_id, task_run_id, message, timestamp) "
    "SELECT value ->> 'id', $2, $2, value ->> 'name', value ->> 'level', value ->> 'flow_run_id', "
    "value ->> 'task_run_id', value ->> 'message', value ->> 'timestamp' FROM json_each($1)";

void write_row(std::string& out, db::dialect kind, log_record const& one)
{
    out += R"({"id":)";
    json::write(out, one.id);
    out += R"(,"name":)";
    json::write(out, one.name);
    out += R"(,"level":)";
    json::write(out, one.level);
    out += R"(,"flow_run_id":)";
    json::write(out, one.flow_run_id);
    out += R"(,"task_run_id":)";
    json::write(out, one.task_run_id);
    out += R"(,"message":)";
    json::write(out, one.message);
    out += R"(,"timestamp":")";
    db::append_timestamp(out, kind, one.timestamp);
    out += "\"}";
}

std::string without_nul(std::string text)
{
    std::erase(text, '\0');
    return text;
}

} // namespace

task<std::vector<log_record>> create_logs(db::connection& conn, std::vector<log_create> wanted)
{
    auto const when = now();
    std::vector<log_record> made;
    made.reserve(wanted.size());
    json_text rows{"["};
    for (auto& one : wanted) {
        made.push_back({uuid::ordered(), when, when, without_nul(std::move(one.name)), one.level,
                        without_nul(std::move(one.message)), one.timestamp, one.flow_run_id, one.task_run_id});
        if (rows.text.size() > 1)
            rows.text += ',';
        write_row(rows.text, conn.kind(), made.back());
    }
    rows.text += ']';
    if (!made.empty())
        conn.enqueue(
            db::sql{conn.kind() == db::dialect::postgresql ? insert_postgresql : insert_sqlite, std::move(rows), when});
    co_return made;
}

task<std::vector<log_record>> read_logs(db::connection& conn, std::optional<filters::log_filter> wanted, log_sort sort,
                                        page range)
{
    db::sql query{"SELECT log.id, log.created, log.updated, log.name, log.level, log.message, log.timestamp, "
                  "log.flow_run_id, log.task_run_id FROM log WHERE "};
    query << (wanted ? filters::where(conn.kind(), *wanted) : db::sql{"TRUE"}) << " ORDER BY log.timestamp"
          << (sort == log_sort::TIMESTAMP_ASC ? " ASC" : " DESC") << " LIMIT " << db::arg(range.limit) << " OFFSET "
          << db::arg(range.offset);
    auto found = co_await conn.rows<log_record>(std::move(query));
    co_return found;
}

} // namespace praetor::models
