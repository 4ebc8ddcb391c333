#include <models/blocks/block_document_row.hpp>

#include <models/blocks/block_schema_tree.hpp>
#include <models/blocks/block_secrets.hpp>
#include <models/blocks/encryption_key.hpp>
#include <models/events/lifecycle_events.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <db/query/table_columns.hpp>
#include <db/schema/tables/block_document.hpp>
#include <db/schema/tables/block_schema.hpp>
#include <db/schema/tables/block_type.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace praetor::models {
namespace {

namespace query = db::query;
using boost::json::object;

// As deep as the reference reads them.
constexpr int deepest = 50;

// Documents whose rows are known, put into one another.
class forest
{
public:
    forest(std::vector<block_document_row> rows, block_cipher const& cipher)
        : rows_(std::move(rows)), includes_secrets_(cipher.includes_secrets), hides_unreadable_(cipher.hides_unreadable)
    {
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (rows_[i].parent)
                children_[*rows_[i].parent].push_back(i);
        if (!rows_.empty())
            key_ = encryption_key(cipher.key, rows_.front().stored_key);
    }

    std::vector<block_document> roots()
    {
        std::vector<block_document> all;
        std::unordered_set<uuid> taken;
        for (auto const& row : rows_)
            if (!row.parent && taken.insert(row.id).second)
                all.push_back(document_of(row));
        return all;
    }

private:
    struct content
    {
        object data;
        object references;
        bool is_open = true; // still being made
    };

    block_document document_of(block_document_row const& row)
    {
        auto const& made = content_of(row, 0);
        return {row,
                row.name,
                json_text{json::serialize(made.data)},
                row.block_schema.id,
                schema_of(row),
                row.block_type.id,
                row.block_type_name,
                row.block_type,
                json_text{json::serialize(made.references)},
                row.is_anonymous};
    }

    static std::optional<block_schema> schema_of(block_document_row const& row)
    {
        if (row.schema_is_nested || row.block_schema.block_type_id != row.block_type.id)
            return std::nullopt;
        block_schema stored{row.block_schema, row.block_type};
        return std::move(whole_block_schemas({{std::move(stored), std::nullopt, {}}}).front());
    }

    // Made once for each document, however many hold it.
    content const& content_of(block_document_row const& row, int depth)
    {
        if (depth > deepest)
            throw error{errc::bad_request, "Block document reference graph exceeds max depth " +
                                               std::to_string(deepest) + "; refusing to recurse further."};
        if (auto const known = made_.find(row.id); known != made_.end()) {
            if (known->second.is_open)
                throw error{errc::unprocessable,
                            "Block document " + to_string(row.id) +
                                " holds itself; its references have to be mended in the database."};
            return known->second;
        }
        made_.try_emplace(row.id);
        content own;
        own.data = own_data(row);
        if (auto const found = children_.find(row.id); found != children_.end())
            for (auto const child : found->second)
                put_in(own, rows_[child], depth + 1);
        own.is_open = false;
        return made_[row.id] = std::move(own);
    }

    void put_in(content& parent, block_document_row const& child, int depth)
    {
        auto const& inner = content_of(child, depth);
        auto const& name = *child.reference_name;
        parent.data[name] = inner.data;
        object about{{"id", to_string(child.id)},
                     {"name", child.name},
                     {"block_type", json::parse(json::to_text(child.block_type))},
                     {"is_anonymous", child.is_anonymous},
                     {"block_document_references", inner.references}};
        parent.references[name] = object{{"block_document", std::move(about)}};
    }

    object own_data(block_document_row const& row) const
    {
        auto data = key_ ? decrypted_data(row.data, *key_) : std::nullopt;
        if (!data) {
            if (hides_unreadable_)
                return {};
            refuse_unreadable(row.id);
        }
        if (!includes_secrets_)
            hide_secrets(*data, secret_paths(object_of(row.block_schema.fields)));
        return std::move(*data);
    }

    std::vector<block_document_row> rows_;
    bool includes_secrets_;
    bool hides_unreadable_;
    std::optional<fernet> key_;
    std::unordered_map<uuid, std::vector<std::size_t>> children_;
    std::unordered_map<uuid, content> made_;
};

template <class T>
query::expression<T> text_of(std::string_view text)
{
    return {db::sql{text}};
}

// The columns of a block_document_row, whose tables go by d, t and s.
db::sql const& row_columns()
{
    static auto const columns = [] {
        constexpr db::schema::block_document_table d{"d"};
        constexpr db::schema::block_type_table t{"t"};
        constexpr db::schema::block_schema_table s{"s"};
        return query::column_list<block_document_row>(
            d, query::in<"block_type">(t), query::in<"block_schema">(s),
            query::as<"schema_is_nested">(text_of<bool>("EXISTS (SELECT 1 FROM block_schema_reference r WHERE "
                                                        "r.parent_block_schema_id = s.id)")),
            query::as<"parent">(text_of<std::optional<uuid>>("nodes.parent")),
            query::as<"reference_name">(text_of<std::optional<std::string>>("nodes.name")),
            query::as<"stored_key">(text_of<std::optional<std::string>>(stored_encryption_key)));
    }();
    return columns;
}

} // namespace

db::sql block_document_rows(db::sql wanted_ids, std::string_view order)
{
    db::sql query{"WITH RECURSIVE wanted AS ("};
    query << wanted_ids
          << "), edges (parent, child, name) AS ("
             "SELECT r.parent_block_document_id, r.reference_block_document_id, r.name FROM block_document_reference r "
             "JOIN wanted ON wanted.id = r.parent_block_document_id UNION "
             "SELECT r.parent_block_document_id, r.reference_block_document_id, r.name FROM block_document_reference r "
             "JOIN edges ON edges.child = r.parent_block_document_id), "
             "nodes (id, parent, name) AS (SELECT id, NULL, NULL FROM wanted UNION ALL "
             "SELECT child, parent, name FROM edges) "
             "SELECT "
          << row_columns()
          << " FROM nodes JOIN block_document d ON d.id = nodes.id "
             "JOIN block_type t ON t.id = d.block_type_id JOIN block_schema s ON s.id = d.block_schema_id ORDER BY "
          << order;
    return query;
}

object object_of(json_text const& text)
{
    auto value = json::parse(text.text);
    return value.is_object() ? std::move(value.get_object()) : object{};
}

std::optional<object> decrypted_data(json_text const& stored, fernet const& key)
{
    auto const token = json::parse(stored.text);
    auto const text = token.is_string() ? key.decrypted(token.get_string()) : std::nullopt;
    if (!text)
        return std::nullopt;
    return object_of(json_text{*text});
}

void refuse_unreadable(uuid id)
{
    throw error{errc::conflict, "Block document " + to_string(id) +
                                    " was encrypted with another key than the one this server has "
                                    "(PREFECT_SERVER_ENCRYPTION_KEY). Start the server with that key, write the whole "
                                    "document anew, or delete it."};
}

json_text encrypted_data(object const& data, fernet const& key)
{
    return json_text{json::to_text(key.encrypted(json::serialize(data)))};
}

std::vector<block_document> whole_block_documents(std::vector<block_document_row> rows, block_cipher const& cipher)
{
    return forest{std::move(rows), cipher}.roots();
}

event block_document_event(std::string_view action, block_document const& row)
{
    object shown;
    auto const& schema = row.block_schema.value();
    auto const secrets = secret_paths(object_of(schema.fields));
    for (auto const& member : object_of(row.data)) {
        bool const is_secret = std::ranges::any_of(
            secrets, [&](auto const& way) { return way.size() == 1 && way.front() == member.key(); });
        if (!is_secret && json::if_text(member.value()) != nullptr)
            shown[member.key()] = member.value();
    }
    auto const type_id = to_string(row.block_type_id);
    auto const type_name = row.block_type_name.value_or("");
    json_text payload{json::object_text([&](json::object_writer& document) {
        document.value("name", row.name).json("data", json::serialize(shown));
        document.object("block_schema", [&](json::object_writer& of) {
            of.json("capabilities", schema.capabilities.text);
            of.object("block_type",
                      [&](json::object_writer& type) { type.value("id", row.block_type_id).text("name", type_name); });
        });
    })};
    auto made = lifecycle_event("block-document", action, "prefect.block-document." + to_string(row.id),
                                row.name.value_or(""), std::move(payload), now());
    event_resource type{
        {{"prefect.resource.id", "prefect.block-type." + type_id}, {"prefect.resource.role", "block-type"}}};
    if (!type_name.empty())
        type.labels.emplace_back("prefect.resource.name", type_name);
    made.related = {std::move(type),
                    {{{"prefect.resource.id", "prefect.block-schema." + to_string(row.block_schema_id)},
                      {"prefect.resource.role", "block-schema"}}}};
    return made;
}

} // namespace praetor::models
