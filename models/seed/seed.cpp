#include <models/seed/seed.hpp>
#include <models/seed/tables.hpp>

#include <algorithm>

namespace praetor::models::seed {
namespace {

// Fewer rows are indexed one by one sooner than all indexes are built.
constexpr std::int64_t many_runs = 10'000;

struct seeded_table
{
    std::string_view name;
    void (*give)(content const&, db::bulk::take_row const&);
    bool once; // does not grow with the runs
    double (*rows_a_run)(environment const&) = nullptr;
};

double one_a_run(environment const&)
{
    return 1;
}

double states_a_run(environment const&)
{
    return 3.7;
}

double tasks_a_run(environment const& in)
{
    return static_cast<double>(in.task_runs) / static_cast<double>(in.detailed_every);
}

double task_states_a_run(environment const& in)
{
    return 3 * tasks_a_run(in);
}

double logs_a_run(environment const& in)
{
    return (in.task_runs + 2.0) / static_cast<double>(in.detailed_every);
}

double artifacts_a_run(environment const& in)
{
    return 1.0 / static_cast<double>(in.reported_every);
}

double events_a_run(environment const& in)
{
    return std::min(7.0 / in.days, 1.0) * 3.7 / static_cast<double>(in.events_every);
}

double event_resources_a_run(environment const& in)
{
    return 3.7 * events_a_run(in);
}

constexpr seeded_table seeded_tables[]{{"flow", give_flows, true},
                                       {"work_pool", give_work_pools, true},
                                       {"work_queue", give_work_queues, true},
                                       {"worker", give_workers, true},
                                       {"deployment", give_deployments, true},
                                       {"deployment_schedule", give_schedules, true},
                                       {"variable", give_variables, true},
                                       {"flow_run", give_flow_runs, false, one_a_run},
                                       {"flow_run_state", give_flow_run_states, false, states_a_run},
                                       {"task_run", give_task_runs, false, tasks_a_run},
                                       {"task_run_state", give_task_run_states, false, task_states_a_run},
                                       {"log", give_logs, false, logs_a_run},
                                       {"artifact", give_artifacts, false, artifacts_a_run},
                                       {"events", give_events, false, events_a_run},
                                       {"event_resources", give_event_resources, false, event_resources_a_run}};

std::string key_of(environment const& in)
{
    return "praetor.seed." + std::string{in.name};
}

std::int64_t runs_there(db::bulk::session& into, environment const& in)
{
    auto const found = into.rows("SELECT value ->> 'runs' FROM configuration WHERE key = '" + key_of(in) + '\'');
    return found.empty() || found.front().front().empty() ? 0 : std::stoll(found.front().front());
}

void keep_record(db::bulk::session& into, environment const& in, std::int64_t runs)
{
    into.run("INSERT INTO configuration (id, key, value) VALUES ('" + to_string(id_of(in, noun::record, 0)) + "', '" +
             key_of(in) + "', '{\"runs\": " + std::to_string(runs) +
             "}') ON CONFLICT (key) DO UPDATE SET value = excluded.value");
}

// The newest artifact of each key, whenever it was made.
void collect_artifacts(db::bulk::session& into, environment const& in)
{
    std::string keys;
    for (std::int64_t flow = 0; flow < in.flows; ++flow)
        keys += (keys.empty() ? "'" : ", '") + key_of_artifact(in, flow) + '\'';
    into.run("DELETE FROM artifact_collection WHERE key IN (" + keys + ')');
    into.run("INSERT INTO artifact_collection (created, updated, key, latest_id, flow_run_id, type, data, description) "
             "SELECT created, updated, key, id, flow_run_id, type, data, description FROM (SELECT artifact.*, "
             "row_number() OVER (PARTITION BY key ORDER BY created DESC, id) AS place FROM artifact WHERE key IN (" +
             keys + ")) AS ordered WHERE place = 1");
}

// Two programs that seed at once: the second waits, and finds it done.
void lock(db::bulk::session& into)
{
    into.begin();
    into.lock(7241990532218844930);
}

void lift(db::bulk::session& into, std::int64_t new_runs)
{
    std::vector<std::string_view> loaded;
    std::vector<std::string_view> emptied;
    for (auto const& one : seeded_tables) {
        loaded.push_back(one.name);
        if (new_runs < many_runs || one.once)
            continue;
        auto const first = into.rows("SELECT 1 FROM " + name_in_statement(db::bulk::find_table(one.name)) + " LIMIT 1");
        if (first.empty())
            emptied.push_back(one.name);
    }
    into.lift(loaded, emptied);
}

} // namespace

seeded seed(db::bulk::session& into, environment const& in, std::int64_t runs, timestamp now,
            db::bulk::report_progress const& report)
{
    seeded made;
    lock(into);
    made.there = runs_there(into, in);
    if (made.there >= runs) {
        into.commit();
        return made;
    }
    made.runs = runs - made.there;
    content const all{in, {now, made.there, runs}};
    lift(into, made.runs);
    for (auto const& one : seeded_tables) {
        if (one.once && made.there > 0)
            continue;
        std::int64_t rows = 0;
        auto const about =
            one.once ? 0 : static_cast<std::int64_t>(static_cast<double>(made.runs) * one.rows_a_run(in));
        report(one.name, 0, about);
        made.rows += into.load(db::bulk::find_table(one.name), [&](db::bulk::take_row const& take) {
            one.give(all, [&](std::span<db::cell const> row) {
                take(row);
                if (++rows % 4096 == 0)
                    report(one.name, rows, about);
            });
        });
    }
    into.restore(report);
    collect_artifacts(into, in);
    keep_record(into, in, runs);
    into.commit();
    report("statistics", 0, 0);
    into.run("ANALYZE");
    return made;
}

} // namespace praetor::models::seed
