#include <models/saved_searches/saved_search.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/saved_search.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::saved_search>
{
    static void add(model_schema& model) { model.as<std::vector<models::saved_search_filter>>("filters"); }
};

PRAETOR_JSON_CODEC(praetor::models::saved_search_filter)
PRAETOR_JSON_CODEC(praetor::models::saved_search)
PRAETOR_JSON_CODEC(praetor::models::saved_search_create)

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::saved_search;

} // namespace

task<made_saved_search> create_saved_search(db::connection& conn, saved_search_create wanted)
{
    auto const row = new_row(now());
    auto made = co_await conn.row<saved_search>(db::query::insert_into(table)
                                                    .row(wanted)
                                                    .update_on_conflict(table.name)
                                                    .row(row)
                                                    .returning<saved_search>()
                                                    .statement());
    bool const is_new = made->id == row.id;
    co_return made_saved_search{std::move(*made), is_new};
}

task<std::optional<saved_search>> read_saved_search(db::connection& conn, uuid id)
{
    return conn.row<saved_search>(db::query::select_from<saved_search>(table).where(table.id == id).statement());
}

task<std::vector<saved_search>> read_saved_searches(db::connection& conn, page range)
{
    return conn.rows<saved_search>(db::query::select_from<saved_search>(table)
                                       .order_by(ascending(table.name))
                                       .limit(range.limit)
                                       .offset(range.offset)
                                       .statement());
}

task<bool> delete_saved_search(db::connection& conn, uuid id)
{
    auto const gone = co_await conn.execute(db::query::delete_from(table).where(table.id == id).statement());
    co_return gone > 0;
}

} // namespace praetor::models
