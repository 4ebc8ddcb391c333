#include <models/blocks/block_document.hpp>

#include <models/blocks/block_document_row.hpp>
#include <models/blocks/storage_defaults.hpp>
#include <models/events/event_store.hpp>
#include <models/filters/where.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/python_value.hpp>

#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/block_document.hpp>

#include <algorithm>
#include <limits>

template <>
struct praetor::json::schema_notes<praetor::models::block_document>
{
    static void add(model_schema& model)
    {
        model.as<std::optional<entity_name>>("name").as<json_object>("data").as<std::map<std::string, json_object>>(
            "block_document_references");
    }
};

PRAETOR_JSON_CODEC(praetor::models::block_document)
PRAETOR_JSON_CODEC(praetor::models::block_document_create)
PRAETOR_JSON_CODEC(praetor::models::block_document_update)
PRAETOR_JSON_CODEC(praetor::models::block_document_sort)

namespace praetor::models {
namespace {

// Of the documents alone, which "<table>." stands before.
std::string order_text(block_document_sort sort, std::string const& table)
{
    switch (sort) {
    case block_document_sort::NAME_DESC:
        return table + "name DESC";
    case block_document_sort::BLOCK_TYPE_AND_NAME_ASC:
        return table + "block_type_name ASC, " + table + "name ASC";
    case block_document_sort::NAME_ASC:
        break;
    }
    return table + "name ASC";
}

db::sql matches(db::grammar const& grammar, block_document_selection const& wanted)
{
    filters::conditions all;
    all.add(filters::where(grammar, wanted.documents.value_or(filters::block_document_filter{})));
    if (wanted.types) {
        db::sql exists{"EXISTS (SELECT 1 FROM block_type WHERE block_type.id = block_document.block_type_id AND "};
        exists << filters::where(grammar, *wanted.types) << ")";
        all.add(std::move(exists));
    }
    if (wanted.schemas) {
        db::sql exists{
            "EXISTS (SELECT 1 FROM block_schema WHERE block_schema.id = block_document.block_schema_id AND "};
        exists << filters::where(grammar, *wanted.schemas) << ")";
        all.add(std::move(exists));
    }
    return all.joined();
}

// Gives the documents that have none their schemas.
task<std::vector<block_document>> with_schemas(db::connection& conn, std::vector<block_document> all)
{
    std::vector<uuid> missing;
    for (auto const& one : all)
        if (!one.block_schema)
            missing.push_back(one.block_schema_id);
    if (missing.empty())
        co_return all;
    auto const schemas = co_await read_block_schemas_of(conn, std::move(missing));
    for (auto& one : all)
        if (!one.block_schema)
            if (auto const found = std::ranges::find(schemas, one.block_schema_id, &block_schema::id);
                found != schemas.end())
                one.block_schema = *found;
    co_return all;
}

task<std::vector<block_document>> read_matching(db::connection& conn, block_cipher cipher,
                                                block_document_selection wanted, block_document_sort sort, page range)
{
    db::sql ids{"SELECT block_document.id FROM block_document WHERE "};
    ids << matches(conn.grammar(), wanted) << " ORDER BY " << order_text(sort, "block_document.") << " LIMIT "
        << db::arg(range.limit) << " OFFSET " << db::arg(range.offset);
    auto rows = co_await conn.rows<block_document_row>(block_document_rows(std::move(ids), order_text(sort, "d.")));
    auto all = whole_block_documents(std::move(rows), cipher);
    auto complete = co_await with_schemas(conn, std::move(all));
    co_return complete;
}

task<std::optional<block_document>> read_first(db::connection& conn, block_cipher cipher,
                                               block_document_selection wanted)
{
    auto found =
        co_await read_matching(conn, std::move(cipher), std::move(wanted), block_document_sort::NAME_ASC, page{1, 0});
    if (found.empty())
        co_return std::nullopt;
    co_return std::move(found.front());
}

} // namespace

bool block_document_create::admits(boost::json::value const& from, json::problems& found)
{
    auto const* object = from.if_object();
    if (object == nullptr)
        return true;
    if (!json::is_nothing(object->if_contains("is_anonymous")) || !json::is_nothing(object->if_contains("name")))
        return true;
    found.add_value_error("Names must be provided for block documents.", from);
    return false;
}

task<std::vector<block_document>> read_block_documents(db::connection& conn, block_cipher cipher,
                                                       block_document_selection wanted, block_document_sort sort,
                                                       page range)
{
    cipher.hides_unreadable = true;
    return read_matching(conn, std::move(cipher), std::move(wanted), sort, range);
}

task<std::optional<block_document>> read_block_document(db::connection& conn, block_cipher cipher, uuid id)
{
    block_document_selection wanted;
    auto& filter = wanted.documents.emplace();
    filter.id.emplace().any_ = {id};
    filter.is_anonymous.reset();
    return read_first(conn, std::move(cipher), std::move(wanted));
}

task<std::optional<block_document>> read_block_document_by_name(db::connection& conn, block_cipher cipher,
                                                                std::string type_slug, std::string name)
{
    block_document_selection wanted;
    auto& filter = wanted.documents.emplace();
    filter.name.emplace().any_ = {std::move(name)};
    filter.is_anonymous.reset();
    wanted.types.emplace().slug.emplace().any_ = {std::move(type_slug)};
    return read_first(conn, std::move(cipher), std::move(wanted));
}

task<std::int64_t> count_block_documents(db::connection& conn, block_document_selection wanted)
{
    return conn.value<std::int64_t>(db::query::select_value(db::query::count())
                                        .from(db::tables::block_document)
                                        .where(db::query::condition{matches(conn.grammar(), wanted)})
                                        .statement());
}

task<with_events<bool>> delete_block_document(db::connection& conn, block_cipher cipher, uuid id)
{
    cipher.hides_unreadable = true;
    auto const known = co_await read_block_document(conn, std::move(cipher), id);
    if (!known)
        co_return with_events<bool>{false, {}};
    with_events<bool> result{true, {}};
    if (!known->is_anonymous)
        result.events.push_back(block_document_event("deleted", *known));
    enqueue_clear_storage_defaults(conn, db::sql{"id = $1", id});
    auto const& table = db::tables::block_document;
    conn.enqueue(db::query::delete_from(table).where(table.id == id).statement());
    enqueue_events(conn, result.events);
    co_return result;
}

} // namespace praetor::models
