#include <models/csrf_token.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/random_token.hpp>

#include <db/notifications.hpp>
#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/csrf_token.hpp>

PRAETOR_JSON_CODEC(praetor::models::csrf_token)

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::csrf_token;

} // namespace

task<csrf_token> create_csrf_token(db::connection& conn, std::string client, duration lifetime)
{
    auto const when = now();
    auto made = co_await conn.row<csrf_token>(db::query::insert_into(table)
                                                  .row(new_row(when))
                                                  .set(table.token, random_token())
                                                  .set(table.client, client)
                                                  .set(table.expiration, when + lifetime)
                                                  .update_on_conflict(table.client)
                                                  .returning<csrf_token>()
                                                  .statement());
    db::enqueue_notification(conn, changed_channel, std::string{csrf_token_topic} + client);
    conn.enqueue(db::query::delete_from(table).where(table.expiration < when).statement());
    co_return std::move(*made);
}

task<std::optional<csrf_token>> read_csrf_token(db::connection& conn, std::string client)
{
    return conn.row<csrf_token>(db::query::select_from<csrf_token>(table)
                                    .where(table.client == client && table.expiration > now())
                                    .statement());
}

} // namespace praetor::models
