// A PostgreSQL database with events, their resources and logs, for tests of its partitions.
#pragma once

#include <db/partitions/move.hpp>
#include <db/schema/compare.hpp>
#include <db/schema/declared.hpp>
#include <db/schema/shadow.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <memory>
#include <string>

namespace praetor::tests {

struct partitioned_database
{
    partitioned_database() : at(db::dialect::postgresql, content::tables) {}
    ~partitioned_database() { await(context, store->close()); }
    partitioned_database(partitioned_database const&) = delete;
    partitioned_database& operator=(partitioned_database const&) = delete;

    std::string run(std::string const& statements) const { return at.run(statements); }
    std::string count(std::string const& from) const { return run("SELECT count(*) FROM " + from); }

    // Rows of table log, one every so many hours back from now.
    void add_logs(int count, int hours) const
    {
        run("INSERT INTO log (id, name, level, message, timestamp) SELECT gen_random_uuid(), 'n', 20, 'm' || one, "
            "now() "
            "- make_interval(hours => " +
            std::to_string(hours) + " * one) FROM generate_series(0, " + std::to_string(count - 1) + ") AS one");
    }

    db::partitions::plan plan_of(std::string_view table,
                                 std::optional<db::partitions::period> by = db::partitions::period::day)
    {
        return await(context, store->read(db::partitions::make_plan, db::partitions::find_time_table(table), by));
    }
    void prepare(std::string_view table, db::partitions::shape to = db::partitions::shape::partitioned)
    {
        await(context, store->transaction(db::partitions::prepare, plan_of(table), to));
    }
    std::int64_t copy(std::string_view table, std::int64_t most = 1'000)
    {
        return await(context,
                     store->transaction(db::partitions::copy_batch, db::partitions::find_time_table(table), most));
    }
    void exchange(std::string_view table)
    {
        await(context, store->transaction(db::partitions::exchange, db::partitions::find_time_table(table)));
    }
    // The whole way.
    void move(std::string_view table, db::partitions::shape to = db::partitions::shape::partitioned)
    {
        prepare(table, to);
        while (copy(table) > 0) {
        }
        exchange(table);
    }

    // How the database differs from the declaration, in words.
    std::string differences()
    {
        auto const both = await(context, db::schema::read_with_shadow(*store, db::schema::declared(store->kind())));
        std::string text;
        for (auto const& one : db::schema::compare(store->kind(), both.stands, both.declared))
            text += db::schema::message_of(one) + '\n';
        return text;
    }
    // What tables and functions are there that a move makes on its way.
    std::string left_over() const
    {
        return run("SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM (SELECT relname::text AS name FROM "
                   "pg_class WHERE relname LIKE 'praetor_moving%' OR relname = 'praetor_partition_progress' UNION ALL "
                   "SELECT proname FROM pg_proc WHERE proname LIKE 'praetor_moving%' UNION ALL SELECT tgname FROM "
                   "pg_trigger WHERE tgname LIKE 'praetor_moving%') AS all_names");
    }

    temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());
};

} // namespace praetor::tests
