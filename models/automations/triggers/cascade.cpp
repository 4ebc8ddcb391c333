#include <models/automations/triggers/cascade.hpp>

#include <server/base/json/codec.hpp>

#include <db/query/given_ids.hpp>

namespace praetor::models {

void enqueue_firings_left(db::connection& conn, cascade const& events)
{
    for (auto const& [firings_left, ids] : events)
        conn.enqueue(db::sql{"UPDATE praetor_event_queue SET firings_left = $1 WHERE event_id IN " +
                                 db::given_ids(conn.grammar(), "$2"),
                             firings_left, json_text{json::to_text(ids)}});
}

} // namespace praetor::models
