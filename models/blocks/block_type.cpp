#include <models/blocks/block_type.hpp>

#include <models/blocks/storage_defaults.hpp>
#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/text/ascii.hpp>
#include <server/base/text/html_text.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/block_type.hpp>

#include <cctype>

template <>
struct praetor::json::schema_notes<praetor::models::block_type>
{
    static void add(model_schema& model) { model.as<entity_name>("name"); }
};

PRAETOR_JSON_CODEC(praetor::models::block_type)
PRAETOR_JSON_CODEC(praetor::models::block_type_create)
PRAETOR_JSON_CODEC(praetor::models::block_type_update)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::block_type;
using optional_text = std::optional<std::string>;

bool is_reserved(std::string_view name)
{
    constexpr std::string_view reserved = "prefect";
    return lower_case(name.substr(0, reserved.size())) == reserved;
}

optional_text escaped(optional_text const& text)
{
    return text ? optional_text{html_escaped(*text)} : std::nullopt;
}

// As the reference takes addresses: without the blanks around them.
optional_text stripped(optional_text const& text)
{
    constexpr std::string_view blanks = " \t\n\v\f\r";
    if (!text)
        return std::nullopt;
    auto const first = text->find_first_not_of(blanks);
    if (first == std::string::npos)
        return "";
    return text->substr(first, text->find_last_not_of(blanks) - first + 1);
}

optional_text unescaped(optional_text const& text)
{
    return text ? optional_text{html_unescaped(*text)} : std::nullopt;
}

// The reference compares all four members, and takes one that was not sent for a change.
bool changes(block_type_update const& wanted, block_type const& row)
{
    bool const all = wanted.logo_url.sent() && wanted.documentation_url.sent() && wanted.description.sent() &&
                     wanted.code_example.sent();
    return !all || *wanted.logo_url != row.logo_url || *wanted.documentation_url != row.documentation_url ||
           unescaped(*wanted.description) != unescaped(row.description) ||
           unescaped(*wanted.code_example) != unescaped(row.code_example);
}

with_events<bool> with_event(db::connection& conn, std::string_view action, block_type const& row)
{
    with_events<bool> result{true, {block_type_event(action, row)}};
    enqueue_events(conn, result.events);
    return result;
}

query::condition matches(db::grammar const& grammar, block_type_query const& wanted)
{
    filters::conditions all;
    if (wanted.types)
        all.add(filters::where(grammar, *wanted.types));
    if (wanted.schemas) {
        db::sql exists{"EXISTS (SELECT 1 FROM block_schema WHERE block_schema.block_type_id = block_type.id AND "};
        exists << filters::where(grammar, *wanted.schemas) << ")";
        all.add(std::move(exists));
    }
    return query::condition{all.joined()};
}

} // namespace

event block_type_event(std::string_view action, block_type const& row)
{
    json_text payload{json::object_text([&row](json::object_writer& object) {
        object.value("name", row.name)
            .value("slug", row.slug)
            .value("logo_url", row.logo_url)
            .value("documentation_url", row.documentation_url)
            .value("description", row.description)
            .value("code_example", row.code_example)
            .value("is_protected", row.is_protected);
    })};
    return lifecycle_event("block-type", action, "prefect.block-type." + to_string(row.id), row.name,
                           std::move(payload), now());
}

task<with_events<block_type>> create_block_type(db::connection& conn, block_type_create wanted)
{
    if (is_reserved(*wanted.name))
        throw error{errc::forbidden, "Block type names beginning with 'Prefect' are reserved."};
    auto const when = now();
    auto made = co_await conn.row<block_type>(query::insert_into(table)
                                                  .row(new_row(when))
                                                  .row(wanted)
                                                  .set(table.logo_url, stripped(wanted.logo_url))
                                                  .set(table.documentation_url, stripped(wanted.documentation_url))
                                                  .set(table.description, escaped(wanted.description))
                                                  .set(table.code_example, escaped(wanted.code_example))
                                                  .set(table.is_protected, false)
                                                  .ignore_conflict(table.slug)
                                                  .returning<block_type>()
                                                  .statement());
    if (!made)
        throw error{errc::conflict, "Block type with name \"" + *wanted.name + "\" already exists"};
    with_events<block_type> result{std::move(*made), {}};
    result.events.push_back(block_type_event("created", result.value));
    enqueue_events(conn, result.events);
    co_return result;
}

task<std::optional<block_type>> read_block_type(db::connection& conn, uuid id)
{
    return conn.row<block_type>(query::select_from<block_type>(table).where(table.id == id).statement());
}

task<std::optional<block_type>> read_block_type_by_slug(db::connection& conn, std::string slug)
{
    return conn.row<block_type>(query::select_from<block_type>(table).where(table.slug == slug).statement());
}

task<std::vector<block_type>> read_block_types(db::connection& conn, block_type_query wanted)
{
    return conn.rows<block_type>(query::select_from<block_type>(table)
                                     .where(matches(conn.grammar(), wanted))
                                     .order_by(ascending(table.name))
                                     .limit(wanted.range.limit)
                                     .offset(wanted.range.offset)
                                     .statement());
}

task<with_events<bool>> update_block_type(db::connection& conn, uuid id, block_type_update wanted)
{
    auto const known = co_await read_block_type(conn, id);
    if (!known)
        co_return with_events<bool>{false, {}};
    if (!changes(wanted, *known))
        co_return with_events<bool>{true, {}};
    auto update = query::update(table);
    update.set(table.updated, now()).row(wanted);
    if (wanted.logo_url.sent())
        update.set(table.logo_url, stripped(*wanted.logo_url));
    if (wanted.documentation_url.sent())
        update.set(table.documentation_url, stripped(*wanted.documentation_url));
    update.where(table.id == id).returning<block_type>();
    auto const row = co_await conn.row<block_type>(update.statement());
    if (!row)
        co_return with_events<bool>{false, {}};
    co_return with_event(conn, "updated", *row);
}

task<with_events<bool>> delete_block_type(db::connection& conn, uuid id)
{
    auto const known = co_await read_block_type(conn, id);
    if (!known)
        co_return with_events<bool>{false, {}};
    if (known->is_protected)
        throw error{errc::forbidden, "protected block types cannot be deleted."};
    enqueue_clear_storage_defaults(conn, db::sql{"block_type_id = $1", id});
    conn.enqueue(query::delete_from(table).where(table.id == id).statement());
    co_return with_event(conn, "deleted", *known);
}

} // namespace praetor::models
