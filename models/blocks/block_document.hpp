// Block documents: named (or anonymous) configurations of a block type, encrypted at rest, some within others.
#pragma once

#include <models/blocks/block_schema.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table block_document, decrypted; documents within it stand in `data`, what they are in
// `block_document_references`.
struct block_document : stored_row
{
    std::optional<std::string> name;
    json_text data;
    uuid block_schema_id;
    std::optional<models::block_schema> block_schema;
    uuid block_type_id;
    std::optional<std::string> block_type_name;
    std::optional<models::block_type> block_type;
    json_text block_document_references;
    bool is_anonymous = false;
};
BOOST_DESCRIBE_STRUCT(block_document, (stored_row),
                      (name, data, block_schema_id, block_schema, block_type_id, block_type_name, block_type,
                       block_document_references, is_anonymous))

struct block_document_create
{
    static constexpr bool refuses_unknown = true;
    std::optional<block_document_name> name; // anonymous documents may do without
    defaulted<json::json_object> data;
    uuid block_schema_id;
    uuid block_type_id;
    defaulted<bool> is_anonymous;

    // A document that is not anonymous has a name.
    static bool admits(boost::json::value const& from, json::problems& found);
};
BOOST_DESCRIBE_STRUCT(block_document_create, (), (name, data, block_schema_id, block_type_id, is_anonymous))

struct block_document_update
{
    static constexpr bool refuses_unknown = true;
    std::optional<uuid> block_schema_id;
    defaulted<json::json_object> data;
    defaulted<bool> merge_existing_data{true};
};
BOOST_DESCRIBE_STRUCT(block_document_update, (), (block_schema_id, data, merge_existing_data))

BOOST_DEFINE_ENUM_CLASS(block_document_sort, NAME_DESC, NAME_ASC, BLOCK_TYPE_AND_NAME_ASC)

struct block_document_selection
{
    std::optional<filters::block_document_filter> documents;
    std::optional<filters::block_type_filter> types;
    std::optional<filters::block_schema_filter> schemas;
};

// How documents are read and written: the settings' encryption key (empty: the one kept in the database), and whether
// secrets are told or hidden.
struct block_cipher
{
    std::string key;
    bool includes_secrets = false;
    bool hides_unreadable = false; // data under another key is {} instead of an error
};

// error{errc::conflict} where the type has a document of this name, error{errc::not_found} for an unknown type,
// error{errc::integrity} for an unknown schema or document referred to, error{errc::bad_request} for a reference that
// names no document.
task<with_events<block_document>> create_block_document(db::connection& conn, block_cipher cipher,
                                                        block_document_create wanted);

// One statement for the documents with all those within them, and one for their schemas where these refer to others.
// Of a document that was encrypted with another key than `cipher` has, a list tells all but its data, which is {}; one
// that is read alone is refused, with error{errc::conflict}, and so is one that holds such a document.
task<std::vector<block_document>> read_block_documents(db::connection& conn, block_cipher cipher,
                                                       block_document_selection wanted, block_document_sort sort,
                                                       page range);
task<std::optional<block_document>> read_block_document(db::connection& conn, block_cipher cipher, uuid id);
task<std::optional<block_document>> read_block_document_by_name(db::connection& conn, block_cipher cipher,
                                                                std::string type_slug, std::string name);
task<std::int64_t> count_block_documents(db::connection& conn, block_document_selection wanted);

// False where there is no such document. References that the new data does not name are gone, even where data is
// merged. What was encrypted with another key can be written over where data is not merged, else error{errc::conflict}.
// error{errc::bad_request} for a schema of another type, or a reference that would come round to the document.
task<with_events<bool>> update_block_document(db::connection& conn, block_cipher cipher, uuid id,
                                              block_document_update wanted);

// False where there is no such document. Results of flows that went to it go where they went before.
task<with_events<bool>> delete_block_document(db::connection& conn, block_cipher cipher, uuid id);

} // namespace praetor::models
