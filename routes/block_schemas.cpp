#include <routes/routes.hpp>

#include <models/blocks/block_schema_parts.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

using models::block_schema;

struct block_schema_page_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<std::int64_t> limit;
    std::optional<models::filters::block_schema_filter> block_schemas;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(block_schema_page_fields, (), (limit, block_schemas, offset))

struct version_query
{
    std::optional<std::string> version;
};
BOOST_DESCRIBE_STRUCT(version_query, (), (version))

task<reply<block_schema>> create_block_schema(scope& rq, body<models::block_schema_create> wanted)
{
    auto parts = co_await rq.threads().run(models::take_apart, std::move(*wanted));
    auto made = co_await rq.db().transaction(models::create_block_schema, std::move(parts));
    co_return reply<block_schema>{std::move(made.row), made.is_new ? http::status::created : http::status::ok};
}

task<void> delete_block_schema(scope& rq, uuid id)
{
    auto const done = co_await rq.db().transaction(models::delete_block_schema, id);
    if (!done)
        refuse_unknown("Block schema not found");
}

task<std::vector<block_schema>> read_block_schemas(scope& rq, fields<block_schema_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_block_schemas, std::move(wanted->block_schemas), range);
}

task<block_schema> read_block_schema(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_block_schema, id);
    if (!found)
        refuse_unknown("Block schema not found");
    co_return std::move(*found);
}

task<block_schema> read_block_schema_by_checksum(scope& rq, std::string checksum, query<version_query> asked)
{
    auto found =
        co_await rq.db().read(models::read_block_schema_by_checksum, std::move(checksum), std::move(asked->version));
    if (!found)
        refuse_unknown("Block schema not found");
    co_return std::move(*found);
}

} // namespace

void add_block_schemas(router& r)
{
    r.section("Block schemas");
    r.post<"/block_schemas/", create_block_schema>()
        .needs(role::operator_)
        .answers(201)
        .also(200)
        .refuses(404)
        .refuses(409);
    r.del<"/block_schemas/{id:uuid}", delete_block_schema>().needs(role::operator_).refuses(403).refuses(404);
    r.post<"/block_schemas/filter", read_block_schemas>().needs(role::viewer);
    r.get<"/block_schemas/{id:uuid}", read_block_schema>()
        .needs(role::viewer)
        .called("read_block_schema_by_id")
        .refuses(404);
    r.get<"/block_schemas/checksum/{checksum}", read_block_schema_by_checksum>().needs(role::viewer).refuses(404);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::block_schema_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::version_query)
