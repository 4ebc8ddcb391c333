// Block documents as the database gives them, and made whole: decrypted, with those within them, secrets hidden.
#pragma once

#include <models/blocks/block_document.hpp>

#include <server/base/fernet.hpp>

#include <db/sql.hpp>

#include <boost/json/object.hpp>

namespace praetor::models {

// A document with its type and schema, as a root or once for each reference to it.
struct block_document_row : stored_row
{
    std::string name;
    json_text data; // a Fernet token as a JSON string
    bool is_anonymous = false;
    std::optional<std::string> block_type_name;
    models::block_type block_type;
    block_schema_row block_schema;
    bool schema_is_nested = false; // it refers to others
    std::optional<uuid> parent;
    std::optional<std::string> reference_name;
    std::optional<std::string> stored_key; // of table configuration
};
BOOST_DESCRIBE_STRUCT(block_document_row, (stored_row),
                      (name, data, is_anonymous, block_type_name, block_type, block_schema, schema_is_nested, parent,
                       reference_name, stored_key))

// Reads the rows of the documents whose ids a statement gives, and of all within them, in this order.
db::sql block_document_rows(db::sql wanted_ids, std::string_view order);

// A document's data; nothing where it was encrypted with another key.
std::optional<boost::json::object> decrypted_data(json_text const& stored, fernet const& key);

// Throws error{errc::conflict} with words for a document that this server has not the key of.
[[noreturn]] void refuse_unreadable(uuid id);

// As table block_document keeps it.
json_text encrypted_data(boost::json::object const& data, fernet const& key);

// The object of a JSON text, empty where it is none.
boost::json::object object_of(json_text const& text);

// The roots of `rows` in their order, each once. The schema of a document stays away where it has to be read on its
// own: where it refers to others, or is of another type.
std::vector<block_document> whole_block_documents(std::vector<block_document_row> rows, block_cipher const& cipher);

// The event prefect.block-document.<action>: what is no secret and no document of its own.
event block_document_event(std::string_view action, block_document const& row);

} // namespace praetor::models
