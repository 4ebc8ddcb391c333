#include <db/schema/autogenerate.hpp>

#include <db/options.hpp>
#include <db/schema/alter.hpp>
#include <db/schema/declared.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/shadow.hpp>

#include <boost/asio/this_coro.hpp>

namespace praetor::db {

task<new_migration> autogenerate(database& store)
{
    auto const kind = store.kind();
    auto const both = co_await schema::read_with_shadow(store, schema::declared(kind));
    co_return new_migration{kind, schema::alter_script(kind, both.stands, both.declared),
                            schema::alter_script(kind, both.declared, both.stands)};
}

task<new_migration> autogenerate_from(migration_chain const& chain)
{
    auto const home = co_await boost::asio::this_coro::executor;
    options in_memory;
    in_memory.path = ":memory:";
    auto const scratch = open(home, in_memory);
    co_await migrate(*scratch, chain, direction::up, chain.head(), {});
    auto made = co_await autogenerate(*scratch);
    co_await scratch->close();
    co_return made;
}

} // namespace praetor::db
