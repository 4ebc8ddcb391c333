// A database whose events automations wait for, for tests of their evaluation.
#pragma once

#include <server/services/automations/trigger_evaluation.hpp>

#include <models/events/event_store.hpp>

#include <server/base/json/parse.hpp>

#include <tests/services/service_database.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::tests {

struct evaluated_database : service_database
{
    explicit evaluated_database(db::dialect dialect) : service_database(dialect) {}

    // An automation whose trigger has no ids yet, and which does nothing once; gives its id.
    std::string automate(std::string_view trigger, std::string_view actions = R"([{"type":"do-nothing"}])",
                         std::string_view on_trigger = "[]")
    {
        models::trigger made;
        json::problems found{"trigger"};
        BOOST_REQUIRE(json::read(made, json::parse(trigger), found));
        models::reset_ids(made);
        auto id = to_string(uuid::ordered());
        auto const run_insert = [](db::connection& conn, std::string one, std::string text, std::string does,
                                   std::string does_on_trigger) -> task<std::int64_t> {
            return conn.execute(
                db::sql{"INSERT INTO automation (id, created, updated, name, description, enabled, trigger, actions, "
                        "actions_on_trigger, actions_on_resolve, tags) VALUES ($1, $2, $2, 'n', '', $3, $4, $5, $6, "
                        "'[]', '[]')",
                        *uuid::parse(one), now(), true, json_text{text}, json_text{does}, json_text{does_on_trigger}});
        };
        await(context,
              store->transaction(run_insert, id, json::to_text(made), std::string{actions}, std::string{on_trigger}));
        return id;
    }

    models::event event_named(std::string name, duration ago = {}) const
    {
        models::event made;
        made.id = uuid::ordered();
        made.event = std::move(name);
        made.occurred = made.received = now() - ago;
        made.resource.labels = {{"prefect.resource.id", "thing.1"}};
        return made;
    }
    void keep(std::vector<models::event> events)
    {
        await(context, store->transaction(models::store_events, std::move(events)));
    }
    void happen(std::string name, duration ago = {}) { keep({event_named(std::move(name), ago)}); }

    // A server's look at all there is.
    void step()
    {
        services::trigger_evaluation service{executor(), *store, bus, config.events};
        await(context, service.step());
    }

    std::string due() const { return run("SELECT count(*) FROM praetor_due_action"); }
    std::string firings() const
    {
        return run("SELECT count(*) FROM events WHERE event = 'prefect.automation.triggered'");
    }
    std::string queued() const { return run("SELECT count(*) FROM praetor_event_queue"); }
};

} // namespace praetor::tests
