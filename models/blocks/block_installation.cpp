#include <models/blocks/block_installation.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/schema/tables/block_type.hpp>

namespace praetor::models {

namespace query = db::query;

task<block_type> install_block_type(db::connection& conn, block_type wanted)
{
    constexpr auto const& table = db::tables::block_type;
    auto const differs = [](auto const& column) { return query::coalesce(column, "") != query::excluded(column); };
    auto made = co_await conn.row<block_type>(query::insert_into(table)
                                                  .row(wanted)
                                                  .update_on_conflict(table.slug)
                                                  .where(table.name != query::excluded(table.name) ||
                                                         table.is_protected != query::excluded(table.is_protected) ||
                                                         differs(table.logo_url) || differs(table.documentation_url) ||
                                                         differs(table.description) || differs(table.code_example))
                                                  .returning<block_type>()
                                                  .statement());
    if (made)
        co_return std::move(*made);
    auto known = co_await read_block_type_by_slug(conn, wanted.slug);
    if (!known)
        throw error{errc::unavailable, "a block type was deleted while it was installed"};
    co_return std::move(*known);
}

} // namespace praetor::models
