#include <routes/routes.hpp>

#include <routes/block_cipher.hpp>

#include <models/blocks/block_document.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

using models::block_document;

struct block_document_page_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<std::int64_t> limit;
    std::optional<models::filters::block_document_filter> block_documents;
    std::optional<models::filters::block_type_filter> block_types;
    std::optional<models::filters::block_schema_filter> block_schemas;
    defaulted<bool> include_secrets;
    defaulted<models::block_document_sort> sort{models::block_document_sort::NAME_ASC};
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(block_document_page_fields, (),
                      (limit, block_documents, block_types, block_schemas, include_secrets, sort, offset))

struct block_document_count_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<models::filters::block_document_filter> block_documents;
    std::optional<models::filters::block_type_filter> block_types;
    std::optional<models::filters::block_schema_filter> block_schemas;
};
BOOST_DESCRIBE_STRUCT(block_document_count_fields, (), (block_documents, block_types, block_schemas))

template <class Fields>
models::block_document_selection selection_of(Fields& wanted)
{
    return {std::move(wanted.block_documents), std::move(wanted.block_types), std::move(wanted.block_schemas)};
}

[[noreturn]] void refuse_unknown_document()
{
    refuse_unknown("Block document not found");
}

task<reply<block_document>> create_block_document(scope& rq, body<models::block_document_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_block_document, cipher_of(rq), std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<block_document>{std::move(made.value), http::status::created};
}

task<std::vector<block_document>> read_block_documents(scope& rq, fields<block_document_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_block_documents, cipher_for_caller(rq, *wanted->include_secrets),
                        selection_of(*wanted), *wanted->sort, range);
}

task<std::int64_t> count_block_documents(scope& rq, fields<block_document_count_fields> wanted)
{
    return rq.db().read(models::count_block_documents, selection_of(*wanted));
}

task<block_document> read_block_document(scope& rq, uuid id, query<secrets_query> asked)
{
    auto const read = [&rq, id](models::block_cipher cipher) {
        return rq.db().read(models::read_block_document, std::move(cipher), id);
    };
    auto found = co_await read_document_for_caller(rq, *asked->include_secrets, read);
    if (!found)
        refuse_unknown_document();
    co_return std::move(*found);
}

task<void> delete_block_document(scope& rq, uuid id)
{
    auto done = co_await rq.db().transaction(models::delete_block_document, cipher_of(rq), id);
    if (!done.value)
        refuse_unknown_document();
    rq.publish(std::move(done.events));
}

task<void> update_block_document(scope& rq, uuid id, body<models::block_document_update> wanted)
{
    auto done = co_await rq.db().transaction(models::update_block_document, cipher_of(rq), id, std::move(*wanted));
    if (!done.value)
        refuse_unknown_document();
    rq.publish(std::move(done.events));
}

} // namespace

void add_block_documents(router& r)
{
    r.section("Block documents");
    r.post<"/block_documents/", create_block_document>()
        .needs(role::operator_)
        .answers(201)
        .refuses(400)
        .refuses(404)
        .refuses(409);
    r.post<"/block_documents/filter", read_block_documents>().needs(role::viewer);
    r.post<"/block_documents/count", count_block_documents>().needs(role::viewer);
    r.get<"/block_documents/{id:uuid}", read_block_document>()
        .needs(role::viewer)
        .called("read_block_document_by_id")
        .refuses(404);
    r.del<"/block_documents/{id:uuid}", delete_block_document>().needs(role::operator_).refuses(404);
    r.patch<"/block_documents/{id:uuid}", update_block_document>()
        .needs(role::operator_)
        .called("update_block_document_data")
        .refuses(400)
        .refuses(404)
        .refuses(409);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::block_document_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::block_document_count_fields)
