#include <models/automations/waiting_action.hpp>

#include <server/base/json/codec.hpp>

#include <db/query/first_within.hpp>
#include <db/query/given_ids.hpp>

#include <chrono>
#include <utility>

namespace praetor::models {

task<std::vector<waiting_action>> read_due_actions(db::connection& conn, due_look wanted)
{
    auto const& grammar = conn.grammar();
    db::sql const sized{"SELECT id, due, CAST(" + grammar.size_of("triggered_action") +
                            " AS BIGINT) AS size FROM praetor_due_action WHERE outside = $1 AND due <= $2 AND id NOT "
                            "IN " +
                            db::given_ids(grammar, "$3") + " ORDER BY due, id LIMIT $4",
                        wanted.where == action_place::outside, wanted.when, json_text{json::to_text(wanted.held)},
                        wanted.max_rows};
    db::sql query{"SELECT action.id, action.triggered_action, action.due, action.attempts, first.size FROM "};
    query << db::first_within(sized, "due, id", wanted.max_bytes, "first")
          << " JOIN praetor_due_action AS action ON action.id = first.id ORDER BY action.due, action.id";
    return conn.rows<waiting_action>(std::move(query));
}

task<bool> postpone_action(db::connection& conn, uuid id, std::int64_t attempts, timestamp due)
{
    auto const changed = co_await conn.execute(
        db::sql{"UPDATE praetor_due_action SET due = $2, attempts = $3 WHERE id = $1", id, due, attempts});
    co_return changed > 0;
}

task<bool> lease_action(db::connection& conn, uuid id)
{
    constexpr std::chrono::minutes lease{5};
    auto const when = now();
    db::sql claim{"SELECT id FROM praetor_due_action WHERE due <= $1 AND id = $2", when, id};
    claim << conn.grammar().locking(db::row_lock::claim);
    auto const mine = co_await conn.row<uuid>(std::move(claim));
    if (mine)
        conn.enqueue(
            db::sql{"UPDATE praetor_due_action SET due = $2, attempts = attempts + 1 WHERE id = $1", id, when + lease});
    co_return mine.has_value();
}

task<bool> drop_action(db::connection& conn, uuid id)
{
    auto const gone = co_await conn.execute(db::sql{"DELETE FROM praetor_due_action WHERE id = $1", id});
    co_return gone > 0;
}

} // namespace praetor::models
