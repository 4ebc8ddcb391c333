// praetor db partition --plan | --apply | --undo | --abandon
#include <server/cli/db/db_commands.hpp>
#include <server/cli/progress.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>

#include <db/partitions/move_table.hpp>

#include <fmt/format.h>

#include <memory>
#include <optional>

namespace praetor::cli {
namespace {

using namespace db::partitions;

struct partition_options
{
    bool plan = false, apply = false, undo = false, abandon = false, sql = false;
    std::vector<std::string> tables;
    std::string by;
};

std::vector<time_table> chosen_tables(partition_options const& given)
{
    std::vector<time_table> chosen;
    for (auto const& name : given.tables)
        chosen.push_back(find_time_table(name));
    if (chosen.empty())
        chosen.assign(time_tables.begin(), time_tables.end());
    return chosen;
}

std::optional<period> chosen_period(partition_options const& given)
{
    if (given.by.empty())
        return std::nullopt;
    auto const by = parse_period(given.by);
    if (!by)
        throw error{errc::bad_setting, "--by " + given.by + ": day, week or month"};
    return by;
}

std::string date_of(std::optional<timestamp> when)
{
    return when ? to_rfc3339(*when).substr(0, 10) : "";
}

void print_state(plan const& made)
{
    auto const mebibytes = static_cast<double>(made.bytes) / 1048576.0;
    fmt::print("table {}: about {} rows, {:.1f} MiB", made.table.name, made.rows, mebibytes);
    if (made.oldest)
        fmt::print(", from {} to {}", date_of(made.oldest), date_of(made.newest));
    fmt::print("\n");
}

void print_plan(plan const& made, bool as_sql)
{
    auto const name = made.table.name;
    print_state(made);
    if (made.is_partitioned) {
        fmt::print("    partitioned by {}\n",
                   made.partitioned_by ? label_of(*made.partitioned_by) : "something else than time");
    }
    if (made.is_moving) {
        fmt::print("    {} rows are copied: --{} goes on with it, --abandon takes it back\n", made.moved_rows,
                   made.is_partitioned ? "undo" : "apply");
    }
    if (made.is_partitioned || made.is_moving)
        return;
    fmt::print("    by {}: {} partitions, {} to {}, and {} for what falls into none\n", label_of(made.by),
               made.starts.size(), partition_name(name, made.starts.front()), partition_name(name, made.starts.back()),
               default_partition_name(name));
    fmt::print("    takes another {:.1f} MiB of disk until the old table is dropped\n",
               static_cast<double>(made.bytes) / 1048576.0);
    fmt::print("    a statement that names no time locks {} objects, of {} for all connections "
               "(max_locks_per_transaction)\n",
               made.locks_at_most, made.locks_for_all);
    if (as_sql)
        fmt::print("\n{}\n", preparation_script(made, shape::partitioned));
}

task<void> move(db::database& store, plan const& of, shape to)
{
    progress line;
    auto const rows = co_await move_table(store, of, to, [&](std::int64_t copied, std::int64_t all) {
        line.say(all > 0 ? of.table.name : "count", copied, all);
    });
    line.end();
    if (to == shape::partitioned)
        fmt::print("table {}: {} rows, now in partitions by {}\n", of.table.name, rows, label_of(of.by));
    else
        fmt::print("table {}: {} rows, now in one table\n", of.table.name, rows);
}

task<void> apply(db::database& store, plan const& of, bool chose_period)
{
    if (!of.is_partitioned)
        co_return co_await move(store, of, shape::partitioned);
    if (chose_period && of.partitioned_by != of.by)
        throw error{errc::conflict, fmt::format("table {} is partitioned already, by {}: --undo first", of.table.name,
                                                of.partitioned_by ? label_of(*of.partitioned_by) : "something else")};
    fmt::print("table {}: partitioned already\n", of.table.name);
}

task<void> work_on_table(db::database& store, time_table table, partition_options const& given,
                         std::optional<period> by)
{
    if (given.abandon) {
        co_await abandon_move(store, table);
        fmt::print("table {}: no copy of it is left\n", table.name);
        co_return;
    }
    auto const made = co_await store.read(make_plan, table, by);
    if (given.apply)
        co_await apply(store, made, by.has_value());
    else if (given.undo && made.is_partitioned)
        co_await move(store, made, shape::plain);
    else if (given.undo)
        fmt::print("table {}: not partitioned\n", table.name);
    else
        print_plan(made, given.sql);
}

task<int> partition_tables(db::database& store, partition_options given)
{
    if (given.plan + given.apply + given.undo + given.abandon != 1)
        throw error{errc::bad_setting, "say one of --plan, --apply, --undo and --abandon"};
    if (!has_partitions[store.kind()])
        throw error{errc::bad_setting,
                    "partitions are PostgreSQL's: a SQLite database is one file, in which dropping a "
                    "table is no cheaper than deleting its rows"};
    auto const by = chosen_period(given);
    auto const tables = chosen_tables(given);
    for (auto const& table : tables)
        co_await work_on_table(store, table, given, by);
    co_return 0;
}

} // namespace

void add_db_partition(command db)
{
    auto const given = std::make_shared<partition_options>();
    db.add("partition", "Partition events, their resources and logs by time, while servers run (PostgreSQL)")
        .flag("--plan", given->plan, "Print what would be done; changes nothing")
        .flag("--apply", given->apply,
              "Copy the rows into partitions, then exchange the tables; goes on where it was ended")
        .flag("--undo", given->undo, "The same, back into one table each")
        .flag("--abandon", given->abandon, "Drop what an --apply or --undo has copied so far")
        .option("--table", given->tables, "events, event_resources or log; all three without")
        .option("--by", given->by, "A partition each day, week or month; without, what gives some thirty at most")
        .flag("--sql", given->sql, "With --plan: the statements that prepare it")
        .runs(on_existing_database([given](db::database& store) { return partition_tables(store, *given); }));
}

} // namespace praetor::cli
