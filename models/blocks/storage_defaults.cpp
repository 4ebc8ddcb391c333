#include <models/blocks/storage_defaults.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::storage_defaults>
{
    static constexpr std::string_view name = "ServerDefaultResultStorage";
};

PRAETOR_JSON_CODEC(praetor::models::storage_defaults)

template <>
struct praetor::json::schema_notes<praetor::models::storage_defaults_update>
{
    static constexpr std::string_view name = "ServerDefaultResultStorageUpdate";
};

PRAETOR_JSON_CODEC(praetor::models::storage_defaults_update)

namespace praetor::models {

task<storage_defaults> read_storage_defaults(db::connection& conn)
{
    storage_defaults found;
    auto const stored = co_await conn.maybe_value<json_text>(
        db::sql{"SELECT value FROM configuration WHERE key = 'server-default-result-storage'"});
    if (stored) {
        auto const parsed = json::parse(stored->text);
        json::problems ignored{"value"};
        if (!parsed.is_object() || !json::read(found, parsed, ignored))
            found = {};
    }
    co_return found;
}

task<storage_defaults> update_storage_defaults(db::connection& conn, storage_defaults_update wanted)
{
    auto const id = wanted.default_result_storage_block_id;
    auto const capabilities = co_await conn.rows<std::vector<std::string>>(
        db::sql{"SELECT s.capabilities FROM block_document d JOIN block_schema s ON s.id = d.block_schema_id "
                "WHERE d.id = $1",
                id});
    if (capabilities.empty())
        throw error{errc::not_found, "Block document " + to_string(id) + " not found."};
    if (std::ranges::find(capabilities.front(), "write-path") == capabilities.front().end())
        throw error{errc::unprocessable, "Block document " + to_string(id) + " cannot be used for result storage."};
    storage_defaults made{id};
    conn.enqueue(db::sql{"INSERT INTO configuration (id, created, updated, key, value) VALUES ($1, $2, $2, $3, $4) "
                         "ON CONFLICT (key) DO UPDATE SET updated = excluded.updated, value = excluded.value",
                         uuid::random(), now(), "server-default-result-storage", json_text{json::to_text(made)}});
    co_return made;
}

task<bool> clear_storage_defaults(db::connection& conn)
{
    auto const gone =
        co_await conn.execute(db::sql{"DELETE FROM configuration WHERE key = 'server-default-result-storage'"});
    co_return gone > 0;
}

void enqueue_clear_storage_defaults(db::connection& conn, db::sql documents)
{
    db::sql erase{"DELETE FROM configuration WHERE key = 'server-default-result-storage' AND "
                  "value ->> 'default_result_storage_block_id' IN "
                  "(SELECT CAST(id AS TEXT) FROM block_document WHERE "};
    erase << documents << ")";
    conn.enqueue(std::move(erase));
}

} // namespace praetor::models
