// Creating and changing block documents: what is kept encrypted, and what is a reference to another document.
#include <models/blocks/block_document.hpp>

#include <models/blocks/block_document_row.hpp>
#include <models/blocks/block_secrets.hpp>
#include <models/blocks/encryption_key.hpp>
#include <models/events/event_store.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>

#include <db/query/insert.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/block_document.hpp>
#include <db/schema/tables/block_document_reference.hpp>

#include <boost/json/object.hpp>

#include <algorithm>

namespace praetor::models {

// A document before an update, once for each reference it has.
struct block_document_before
{
    json_text data;
    uuid block_schema_id;
    uuid block_type_id;
    json_text schema_fields;
    std::optional<uuid> proposed_type_id; // of the schema that the update asks for
    std::optional<uuid> reference_id;
    std::optional<std::string> reference_name;
    std::optional<uuid> referred_id;
};
BOOST_DESCRIBE_STRUCT(block_document_before, (),
                      (data, block_schema_id, block_type_id, schema_fields, proposed_type_id, reference_id,
                       reference_name, referred_id))

namespace {

namespace query = db::query;
using boost::json::object;

struct document_reference
{
    std::string name;
    uuid to;
};

uuid referred_id(boost::json::value const& from)
{
    uuid id;
    json::problems found{"body"};
    if (json::read(id, from, found))
        return id;
    auto const& problem = found.found().front();
    throw error{errc::bad_request,
                "1 validation error for BlockDocumentReferenceCreate\nreference_block_document_id\n  " + problem.msg +
                    " [type=" + problem.type + ", input_value=" + problem.input + ']'};
}

// Takes the members {"$ref": {"block_document_id": …}} out of `data`.
std::vector<document_reference> take_references(object& data)
{
    std::vector<document_reference> found;
    for (auto const& member : data) {
        auto const* value = member.value().if_object();
        auto const* reference = value != nullptr ? value->if_contains("$ref") : nullptr;
        if (reference == nullptr)
            continue;
        std::string name{member.key()};
        auto const* inner = reference->if_object();
        auto const* id = inner != nullptr ? inner->if_contains("block_document_id") : nullptr;
        if (id == nullptr || id->is_null())
            throw error{errc::bad_request, "Received block reference without a block_document_id in key " + name};
        found.push_back({std::move(name), referred_id(*id)});
    }
    for (auto const& one : found)
        data.erase(one.name);
    return found;
}

void enqueue_reference(db::connection& conn, uuid parent, document_reference const& wanted)
{
    auto const& table = db::tables::block_document_reference;
    conn.enqueue(query::insert_into(table)
                     .row(new_row(now()))
                     .set(table.name, wanted.name)
                     .set(table.parent_block_document_id, parent)
                     .set(table.reference_block_document_id, wanted.to)
                     .statement());
}

// Only where the insertion made no row: says why.
task<void> refuse_insertion(db::connection& conn, uuid block_type_id)
{
    auto const type = co_await read_block_type(conn, block_type_id);
    if (!type)
        throw error{errc::not_found, "Block type " + to_string(block_type_id) + " not found"};
    throw error{errc::conflict, "Block already exists"};
}

task<std::vector<block_document_before>> read_before(db::connection& conn, uuid id, std::optional<uuid> schema_id)
{
    db::sql query{"SELECT d.data, d.block_schema_id, d.block_type_id, s.fields AS schema_fields, "
                  "(SELECT p.block_type_id FROM block_schema p WHERE p.id = $2) AS proposed_type_id, "
                  "r.id AS reference_id, r.name AS reference_name, r.reference_block_document_id AS referred_id "
                  "FROM block_document d JOIN block_schema s ON s.id = d.block_schema_id "
                  "LEFT JOIN block_document_reference r ON r.parent_block_document_id = d.id WHERE d.id = $1",
                  id, schema_id.value_or(uuid{})};
    query << conn.grammar().locking(db::row_lock::update, "d");
    return conn.rows<block_document_before>(std::move(query));
}

// The first of these documents from which references lead to `parent`, or that is `parent`.
task<std::optional<uuid>> find_cycle(db::connection& conn, uuid parent, std::vector<uuid> starts)
{
    db::sql query{"WITH RECURSIVE ways (start, node) AS (SELECT id, id FROM block_document WHERE "};
    query << query::is_any_of("id", starts)
          << " UNION SELECT ways.start, r.reference_block_document_id FROM block_document_reference r "
             "JOIN ways ON ways.node = r.parent_block_document_id) SELECT start FROM ways WHERE node = "
          << db::arg(parent) << " LIMIT 1";
    return conn.maybe_value<uuid>(std::move(query));
}

task<void> change_references(db::connection& conn, uuid parent, std::vector<block_document_before> before,
                             std::vector<document_reference> wanted)
{
    auto const is_same = [](block_document_before const& row, document_reference const& one) {
        return row.reference_name == one.name && row.referred_id == one.to;
    };
    std::vector<uuid> starts;
    for (auto const& one : wanted)
        if (std::ranges::none_of(before, [&](auto const& row) { return is_same(row, one); }))
            starts.push_back(one.to);
    if (!starts.empty()) {
        auto const cycle = co_await find_cycle(conn, parent, starts);
        if (cycle)
            throw error{errc::bad_request,
                        "Cannot create block document reference: it would introduce a cycle into the "
                        "block_document_reference graph (parent=" +
                            to_string(parent) + ", reference=" + to_string(*cycle) + ")."};
    }
    for (auto const& one : wanted)
        if (std::ranges::none_of(before, [&](auto const& row) { return is_same(row, one); }))
            enqueue_reference(conn, parent, one);
    for (auto const& row : before)
        if (row.reference_id && std::ranges::none_of(wanted, [&](auto const& one) { return is_same(row, one); }))
            conn.enqueue(query::delete_from(db::tables::block_document_reference)
                             .where(db::tables::block_document_reference.id == *row.reference_id)
                             .statement());
}

uuid schema_after(block_document_before const& before, std::optional<uuid> const& proposed)
{
    if (!proposed || *proposed == before.block_schema_id)
        return before.block_schema_id;
    if (!before.proposed_type_id)
        throw error{errc::not_found, "Block schema " + to_string(*proposed) + " not found"};
    if (*before.proposed_type_id != before.block_type_id)
        throw error{errc::bad_request, "Must migrate block document to a block schema of the same block type."};
    return *proposed;
}

// What stands in the document after the update, references among it.
object data_after(block_document_before const& before, block_document_update const& wanted, fernet const& key, uuid id)
{
    auto known = decrypted_data(before.data, key);
    if (!known && *wanted.merge_existing_data)
        refuse_unreadable(id);
    auto current = std::move(known).value_or(object{});
    auto sent = object_of(*wanted.data);
    keep_secrets(sent, current, secret_paths(object_of(before.schema_fields)));
    if (!*wanted.merge_existing_data)
        return sent;
    for (auto& member : sent)
        current[member.key()] = std::move(member.value());
    return current;
}

} // namespace

task<with_events<block_document>> create_block_document(db::connection& conn, block_cipher cipher,
                                                        block_document_create wanted)
{
    auto const key = co_await encryption_key(conn, cipher.key);
    auto data = object_of(*wanted.data);
    auto const references = take_references(data);
    auto name = wanted.name ? **wanted.name : "anonymous-" + to_string(uuid::random());
    auto const id = uuid::random();
    auto const when = now();
    auto const made = co_await conn.execute(
        db::sql{"INSERT INTO block_document (id, created, updated, name, data, block_schema_id, block_type_id, "
                "block_type_name, is_anonymous) SELECT $1, $2, $2, $3, $4, $5, t.id, t.name, $7 FROM block_type t "
                "WHERE t.id = $6 ON CONFLICT (block_type_id, name) DO NOTHING",
                id, when, std::move(name), encrypted_data(data, key), wanted.block_schema_id, wanted.block_type_id,
                *wanted.is_anonymous});
    if (made == 0)
        co_await refuse_insertion(conn, wanted.block_type_id);
    for (auto const& one : references)
        enqueue_reference(conn, id, one);
    auto row = co_await read_block_document(conn, std::move(cipher), id);
    if (!row)
        throw error{errc::database, "a block document is not there after it was written"};
    with_events<block_document> result{std::move(*row), {}};
    if (!result.value.is_anonymous)
        result.events.push_back(block_document_event("created", result.value));
    enqueue_events(conn, result.events);
    co_return result;
}

task<with_events<bool>> update_block_document(db::connection& conn, block_cipher cipher, uuid id,
                                              block_document_update wanted)
{
    auto const before = co_await read_before(conn, id, wanted.block_schema_id);
    if (before.empty())
        co_return with_events<bool>{false, {}};
    if (wanted.data.sent() || !*wanted.merge_existing_data) {
        auto const schema_id = schema_after(before.front(), wanted.block_schema_id);
        auto const key = co_await encryption_key(conn, cipher.key);
        auto data = data_after(before.front(), wanted, key, id);
        auto references = take_references(data);
        co_await change_references(conn, id, before, std::move(references));
        auto const& table = db::tables::block_document;
        conn.enqueue(query::update(table)
                         .set(table.updated, now())
                         .set(table.data, encrypted_data(data, key))
                         .set(table.block_schema_id, schema_id)
                         .where(table.id == id)
                         .statement());
    }
    auto const row = co_await read_block_document(conn, std::move(cipher), id);
    with_events<bool> result{true, {}};
    if (row && !row->is_anonymous)
        result.events.push_back(block_document_event("updated", *row));
    enqueue_events(conn, result.events);
    co_return result;
}

} // namespace praetor::models
