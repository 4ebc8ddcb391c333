#include <models/storage_defaults.hpp>

#include <server/base/json/codec_impl.hpp>

#include <boost/json/parse.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::storage_defaults>
{
    static constexpr std::string_view name = "ServerDefaultResultStorage";
};

PRAETOR_JSON_CODEC(praetor::models::storage_defaults)

namespace praetor::models {

task<storage_defaults> read_storage_defaults(db::connection& conn)
{
    storage_defaults found;
    auto const stored = co_await conn.maybe_value<json_text>(
        db::sql{"SELECT value FROM configuration WHERE key = 'server-default-result-storage'"});
    if (stored) {
        boost::system::error_code failed;
        auto const parsed = boost::json::parse(stored->text, failed);
        json::problems ignored{"value"};
        if (failed || !parsed.is_object() || !json::read(found, parsed, ignored))
            found = {};
    }
    co_return found;
}

} // namespace praetor::models
