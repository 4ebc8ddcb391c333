#include <models/logs/log.hpp>

#include <models/filters/where.hpp>
#include <models/nul_characters.hpp>
#include <models/streams/stream_listener.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/sorting.hpp>
#include <db/schema/tables/log.hpp>

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

namespace query = db::query;
constexpr auto const& table = db::tables::log;

db::sql insert(db::grammar const& grammar, std::vector<log_record> const& logs, timestamp when)
{
    static auto const statement = query::prepare_each([](db::grammar const& grammar,
                                                         query::parameter<std::vector<log_record>> rows,
                                                         query::parameter<timestamp> stored) {
        auto all = query::insert_into(table).rows(grammar, rows).set(table.created, stored).set(table.updated, stored);
        if (grammar.chains_insertions())
            all.returning(table.id);
        return all;
    });
    return statement(grammar, logs, when);
}

// For the subscribers of other servers too, where there may be any.
db::sql insert_and_stream(db::connection const& conn, std::vector<log_record> const& logs, timestamp when)
{
    auto stored = insert(conn.grammar(), logs, when);
    if (!conn.grammar().chains_insertions())
        return stored;
    db::sql all{"WITH stored AS ("};
    all << stored << ") " << queue_stored_logs() << db::arg(conn.server());
    return all;
}

} // namespace

task<std::vector<log_record>> create_logs(db::connection& conn, std::vector<log_create> wanted)
{
    auto const when = now();
    std::vector<log_record> made;
    made.reserve(wanted.size());
    for (auto& one : wanted) {
        one.name = without_nul(std::move(one.name));
        one.message = without_nul(std::move(one.message));
        made.push_back({{uuid::ordered(), when, when}, std::move(one)});
    }
    if (!made.empty())
        conn.enqueue(insert_and_stream(conn, made, when));
    co_return made;
}

task<std::vector<log_record>> read_logs(db::connection& conn, std::optional<filters::log_filter> wanted, log_sort sort,
                                        page range)
{
    return conn.rows<log_record>(
        query::select_from<log_record>(table)
            .where(query::condition{wanted ? filters::where(conn.grammar(), *wanted) : db::sql{"TRUE"}})
            .order_by(query::order_by(table, sort))
            .limit(range.limit)
            .offset(range.offset)
            .statement());
}

} // namespace praetor::models
