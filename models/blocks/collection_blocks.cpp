#include <models/blocks/collection_blocks.hpp>

#include <models/blocks/block_installation.hpp>
#include <models/blocks/block_schema_parts.hpp>
#include <models/collections/package_file.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/log.hpp>
#include <server/base/text/html_text.hpp>

#include <db/query/membership.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/block_schema.hpp>
#include <db/schema/tables/block_type.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace praetor::models {

struct schema_version
{
    std::string checksum;
    std::string version;
    auto operator<=>(schema_version const&) const = default;
};
BOOST_DESCRIBE_STRUCT(schema_version, (), (checksum, version))

namespace {

namespace query = db::query;

struct collection_block
{
    block_type_create type;
    block_schema_create schema; // of no type yet
    std::string checksum;
};
using collection_blocks = std::vector<collection_block>;
using shared_blocks = std::shared_ptr<collection_blocks const>;

std::optional<collection_block> read_block(boost::json::value const& from)
{
    auto const* object = from.if_object();
    auto const* own = object == nullptr ? nullptr : object->if_contains("block_schema");
    auto const* checksum = own == nullptr || !own->is_object() ? nullptr : own->get_object().if_contains("checksum");
    if (checksum == nullptr || !checksum->is_string())
        return std::nullopt;
    auto type = *object;
    type.erase("block_schema");
    auto schema = own->get_object();
    schema.erase("checksum");
    schema["block_type_id"] = to_string(uuid{});
    collection_block made;
    made.checksum = checksum->get_string();
    json::problems found{"block_types"};
    if (!json::read(made.type, type, found) || !json::read(made.schema, schema, found))
        return std::nullopt;
    return made;
}

shared_blocks read_blocks(std::string const& package)
{
    collection_blocks all;
    auto const content = read_package_file(package, "server/collection_blocks_data.json");
    auto const* collections = content ? content->if_contains("collections") : nullptr;
    if (collections != nullptr && collections->is_object())
        for (auto const& collection : collections->get_object()) {
            auto const* of = collection.value().if_object();
            auto const* types = of == nullptr ? nullptr : of->if_contains("block_types");
            if (types == nullptr || !types->is_object())
                continue;
            for (auto const& type : types->get_object())
                if (auto block = read_block(type.value()))
                    all.push_back(std::move(*block));
                else
                    log::warning("blocks", "block type {} of {} can not be understood: it is left out",
                                 std::string{type.key()}, std::string{collection.key()});
        }
    return std::make_shared<collection_blocks const>(std::move(all));
}

std::optional<std::string> escaped(std::optional<std::string> const& text)
{
    return text ? std::optional{html_escaped(*text)} : std::nullopt;
}

// The reference stores a type that is new with entities, and one that it mends without.
bool are_the_same(std::optional<std::string> const& stored, std::optional<std::string> const& wanted)
{
    return html_unescaped(stored.value_or("")) == html_unescaped(wanted.value_or(""));
}

bool says_the_same(block_type const& known, block_type_create const& wanted)
{
    return known.logo_url == wanted.logo_url && known.documentation_url == wanted.documentation_url &&
           are_the_same(known.description, wanted.description) && are_the_same(known.code_example, wanted.code_example);
}

block_type row_of(block_type_create const& wanted)
{
    return {new_row(now()),
            *wanted.name,
            *wanted.slug,
            wanted.logo_url,
            wanted.documentation_url,
            escaped(wanted.description),
            escaped(wanted.code_example),
            false};
}

struct installed_types
{
    std::vector<uuid> ids; // a type each
    std::set<schema_version> schemas;
    std::size_t written = 0;
};

task<installed_types> install_types(db::connection& conn, shared_blocks all)
{
    std::vector<std::string> slugs;
    std::vector<std::string> checksums;
    for (auto const& one : *all) {
        slugs.push_back(*one.type.slug);
        checksums.push_back(one.checksum);
    }
    std::map<std::string, block_type> known;
    auto rows = co_await conn.rows<block_type>(query::select_from<block_type>(db::tables::block_type)
                                                   .where(query::condition{query::is_any_of("slug", slugs)})
                                                   .statement());
    for (auto& row : rows) {
        auto slug = row.slug;
        known.emplace(std::move(slug), std::move(row));
    }
    auto const schemas =
        co_await conn.rows<schema_version>(query::select_from<schema_version>(db::tables::block_schema)
                                               .where(query::condition{query::is_any_of("checksum", checksums)})
                                               .statement());
    installed_types result{{}, {schemas.begin(), schemas.end()}};
    for (auto const& one : *all) {
        auto wanted = row_of(one.type);
        if (auto const found = known.find(wanted.slug); found != known.end()) {
            if (says_the_same(found->second, one.type)) {
                result.ids.push_back(found->second.id);
                continue;
            }
            wanted.name = found->second.name;
            wanted.is_protected = found->second.is_protected;
        }
        auto const made = co_await install_block_type(conn, std::move(wanted));
        result.ids.push_back(made.id);
        ++result.written;
    }
    co_return result;
}

bool concerns_the_schema_alone(errc code)
{
    return code == errc::not_found || code == errc::conflict || code == errc::unprocessable;
}

// False where it can not be made.
task<bool> install_schema(db::database& store, block_schema_create wanted, std::string slug)
{
    try {
        co_await store.transaction(create_block_schema, take_apart(std::move(wanted)));
        co_return true;
    }
    catch (error const& refused) {
        if (!concerns_the_schema_alone(refused.code()))
            throw;
        log::warning("blocks", "the schema of block type {} can not be registered: {}", slug, refused.text());
    }
    co_return false;
}

} // namespace

task<std::size_t> register_collection_blocks(db::database& store, std::string package)
{
    auto const all = read_blocks(package);
    if (all->empty())
        co_return std::size_t{0};
    // Schemas refer to types of each other.
    auto const types = co_await store.transaction(install_types, all);
    auto written = types.written;
    for (std::size_t i = 0; i < all->size(); ++i) {
        auto const& one = (*all)[i];
        if (types.schemas.contains({one.checksum, *one.schema.version}))
            continue;
        auto wanted = one.schema;
        wanted.block_type_id = types.ids[i];
        auto const made = co_await install_schema(store, std::move(wanted), *one.type.slug);
        written += made ? 1 : 0;
    }
    co_return written;
}

} // namespace praetor::models
