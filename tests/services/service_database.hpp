// A database and what a service is given, for tests that call its steps themselves.
#pragma once

#include <models/flow_runs/flow_run.hpp>
#include <models/flows/flow.hpp>
#include <models/task_runs/task_run.hpp>

#include <server/services/event_bus.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>
#include <db/schema/own_tables.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace praetor::tests {

struct service_database
{
    explicit service_database(db::dialect dialect) : at(dialect, content::tables)
    {
        await(context, db::make_own_tables(*store));
        hears = bus.subscribe([this](models::event_ptr const& one, services::event_origin) { heard.push_back(one); });
        run("INSERT INTO flow (id, name) VALUES ('" + flow_id + "', 'f')");
    }
    ~service_database() { await(context, store->close()); }
    service_database(service_database const&) = delete;
    service_database& operator=(service_database const&) = delete;

    boost::asio::any_io_executor executor() { return context.get_executor(); }
    std::string run(std::string const& statements) const { return at.run(statements); }

    // A flow run in a state, with columns of its own: "deployment_id = '…'".
    std::string add_run(models::state_type type, std::string const& columns = {},
                        std::optional<timestamp> scheduled = std::nullopt)
    {
        models::flow_run_create wanted;
        wanted.flow_id = *uuid::parse(flow_id);
        wanted.state = models::state_create{};
        wanted.state->type = type;
        if (scheduled) {
            models::state_details details;
            details.scheduled_time = *scheduled;
            wanted.state->state_details = std::move(details);
        }
        auto made =
            await(context, store->transaction(models::create_flow_run, std::move(wanted), models::flow_run_creator{}));
        auto id = to_string(made.value.row.id);
        if (!columns.empty())
            run("UPDATE flow_run SET " + columns + " WHERE id = '" + id + '\'');
        return id;
    }

    // A task run of a flow run, in a state without a row of its own.
    std::string add_task_run(std::string const& flow_run, std::string const& type)
    {
        auto id = to_string(uuid::random());
        run("INSERT INTO task_run (id, name, flow_run_id, task_key, dynamic_key, state_type, state_name, run_count, "
            "flow_run_run_count, total_run_time) VALUES ('" +
            id + "', 't', '" + flow_run + "', 'k', '" + id + "', '" + type + "', 'N', 0, 0, " + no_time() + ")");
        return id;
    }

    std::string state_of(std::string const& flow_run) const
    {
        return run("SELECT state_name FROM flow_run WHERE id = '" + flow_run + '\'');
    }
    std::string message_of(std::string const& flow_run) const
    {
        return run("SELECT state.message FROM flow_run JOIN flow_run_state AS state ON state.id = flow_run.state_id "
                   "WHERE flow_run.id = '" +
                   flow_run + '\'');
    }
    // How many events of this name were heard on the bus.
    std::ptrdiff_t count_heard(std::string_view event) const
    {
        return std::ranges::count_if(heard, [&](auto const& one) { return one->event == event; });
    }

    std::string const flow_id = "00000000-0000-4000-8000-000000000001";
    temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());
    services::event_bus bus;
    settings::server_settings config;
    std::vector<models::event_ptr> heard;
    services::event_bus::subscription hears;

private:
    std::string no_time() const
    {
        return store->kind() == db::dialect::sqlite ? "'1970-01-01 00:00:00.000000'" : "'0'";
    }
};

} // namespace praetor::tests
