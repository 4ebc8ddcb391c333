#include <routes/routes.hpp>

#include <routes/block_cipher.hpp>

#include <models/blocks/block_document.hpp>
#include <models/blocks/block_type.hpp>
#include <models/blocks/system_blocks.hpp>

#include <server/base/json/codec_impl.hpp>

#include <limits>

namespace praetor::routes {
namespace {

using models::block_document;
using models::block_type;

struct block_type_page_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<std::int64_t> limit;
    std::optional<models::filters::block_type_filter> block_types;
    std::optional<models::filters::block_schema_filter> block_schemas;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(block_type_page_fields, (), (limit, block_types, block_schemas, offset))

[[noreturn]] void refuse_unknown_type()
{
    refuse_unknown("Block type not found");
}

task<reply<block_type>> create_block_type(scope& rq, body<models::block_type_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_block_type, std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<block_type>{std::move(made.value), http::status::created};
}

task<block_type> read_block_type(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_block_type, id);
    if (!found)
        refuse_unknown_type();
    co_return std::move(*found);
}

task<block_type> read_block_type_by_slug(scope& rq, std::string slug)
{
    auto found = co_await rq.db().read(models::read_block_type_by_slug, std::move(slug));
    if (!found)
        refuse_unknown_type();
    co_return std::move(*found);
}

task<std::vector<block_type>> read_block_types(scope& rq, fields<block_type_page_fields> wanted)
{
    models::block_type_query const asked{std::move(wanted->block_types), std::move(wanted->block_schemas),
                                         models::page{rq.limit(wanted->limit), **wanted->offset}};
    return rq.db().read(models::read_block_types, asked);
}

task<void> update_block_type(scope& rq, uuid id, body<models::block_type_update> wanted)
{
    auto done = co_await rq.db().transaction(models::update_block_type, id, std::move(*wanted));
    if (!done.value)
        refuse_unknown_type();
    rq.publish(std::move(done.events));
}

task<void> delete_block_type(scope& rq, uuid id)
{
    auto done = co_await rq.db().transaction(models::delete_block_type, id);
    if (!done.value)
        refuse_unknown_type();
    rq.publish(std::move(done.events));
}

task<std::vector<block_document>> read_documents_of_type(scope& rq, std::string slug, query<secrets_query> asked)
{
    auto const type = co_await rq.db().read(models::read_block_type_by_slug, std::move(slug));
    if (!type)
        refuse_unknown_type();
    models::block_document_selection wanted;
    wanted.documents.emplace().block_type_id.emplace().any_ = {type->id};
    auto found = co_await rq.db().read(models::read_block_documents, cipher_for_caller(rq, *asked->include_secrets),
                                       std::move(wanted), models::block_document_sort::NAME_ASC,
                                       models::page{std::numeric_limits<std::int64_t>::max(), 0});
    co_return found;
}

task<block_document> read_document_of_type(scope& rq, std::string slug, std::string name, query<secrets_query> asked)
{
    auto const read = [&rq, &slug, &name](models::block_cipher cipher) {
        return rq.db().read(models::read_block_document_by_name, std::move(cipher), slug, name);
    };
    auto found = co_await read_document_for_caller(rq, *asked->include_secrets, read);
    if (!found)
        refuse_unknown("Block document not found");
    co_return std::move(*found);
}

task<json_text> install_system_block_types(scope& rq)
{
    auto events = co_await rq.db().transaction(models::install_protected_blocks);
    rq.publish(std::move(events));
    co_return json_text{};
}

} // namespace

void add_block_types(router& r)
{
    r.section("Block types");
    r.post<"/block_types/", create_block_type>().needs(role::operator_).answers(201).refuses(403).refuses(409);
    r.get<"/block_types/{id:uuid}", read_block_type>().needs(role::viewer).called("read_block_type_by_id").refuses(404);
    r.get<"/block_types/slug/{slug}", read_block_type_by_slug>().needs(role::viewer).refuses(404);
    r.post<"/block_types/filter", read_block_types>().needs(role::viewer);
    r.patch<"/block_types/{id:uuid}", update_block_type>().needs(role::operator_).refuses(404);
    r.del<"/block_types/{id:uuid}", delete_block_type>().needs(role::operator_).refuses(403).refuses(404);
    r.get<"/block_types/slug/{slug}/block_documents", read_documents_of_type>()
        .needs(role::viewer)
        .called("read_block_documents_for_block_type")
        .tagged("Block types")
        .tagged("Block documents")
        .refuses(404);
    r.get<"/block_types/slug/{slug}/block_documents/name/{block_document_name}", read_document_of_type>()
        .needs(role::viewer)
        .called("read_block_document_by_name_for_block_type")
        .tagged("Block types")
        .tagged("Block documents")
        .refuses(404);
    r.post<"/block_types/install_system_block_types", install_system_block_types>().needs(role::operator_);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::block_type_page_fields)
