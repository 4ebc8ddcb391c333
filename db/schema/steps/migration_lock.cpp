#include <db/schema/steps/migration_lock.hpp>

namespace praetor::db {
namespace {

// Its number only has to be the same in every praetor.
constexpr per_dialect<std::string_view> take{"SELECT pg_try_advisory_xact_lock(7241990532218844930)::int", ""};

constexpr per_dialect<std::string_view> take_in_script{
    "DO $$\n"
    "BEGIN\n"
    "    IF NOT pg_try_advisory_xact_lock(7241990532218844930) THEN\n"
    "        RAISE 'somebody else is migrating this database';\n"
    "    END IF;\n"
    "END\n"
    "$$;\n",
    ""};

} // namespace

task<bool> try_migration_lock(connection& conn)
{
    auto const statement = take[conn.kind()];
    if (statement.empty())
        co_return true;
    auto const mine = co_await conn.value<std::int64_t>(sql{statement});
    co_return mine != 0;
}

std::string_view migration_lock_script(dialect kind)
{
    return take_in_script[kind];
}

} // namespace praetor::db
