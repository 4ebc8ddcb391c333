#include <routes/routes.hpp>

#include <models/blocks/storage_defaults.hpp>
#include <models/csrf_token.hpp>
#include <models/reference_version.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <server/settings/document.hpp>

#include <unistd.h>

namespace praetor::routes {
namespace {

struct message
{
    std::string text;
    static constexpr std::pair<std::string_view, std::string_view> wire_names[] = {{"text", "message"}};
};
BOOST_DESCRIBE_STRUCT(message, (), (text))

struct process_id
{
    std::int64_t pid = 0;
};
BOOST_DESCRIBE_STRUCT(process_id, (), (pid))

struct csrf_query
{
    std::string client;
};
BOOST_DESCRIBE_STRUCT(csrf_query, (), (client))

task<bool> health(scope&)
{
    co_return true;
}

task<std::string> version(scope&)
{
    co_return std::string{models::api_version};
}

task<std::string> hello(scope&)
{
    co_return std::string{"👋"};
}

task<std::int64_t> select_one(db::connection& conn)
{
    return conn.value<std::int64_t>(db::sql{"SELECT 1"});
}

task<reply<message>> ready(scope& rq)
{
    bool good = true;
    try {
        co_await rq.db().read(select_one);
    }
    catch (error const&) {
        good = false;
    }
    co_return good ? reply<message>{{"OK"}, 200} : reply<message>{{"Database is not available"}, 503};
}

task<process_id> pid(scope&)
{
    co_return process_id{getpid()};
}

task<std::string> reference_version(scope&)
{
    co_return std::string{models::reference_version};
}

task<http::response> read_settings(scope& rq)
{
    http::response answer;
    answer.body = settings::to_document(rq.config());
    co_return answer;
}

task<models::storage_defaults> read_storage(scope& rq)
{
    return rq.db().read(models::read_storage_defaults);
}

task<models::csrf_token> create_csrf_token(scope& rq, query<csrf_query> wanted)
{
    if (!rq.config().server.api.csrf_protection_enabled)
        throw error{errc::unprocessable, "CSRF protection is disabled."};
    auto const lifetime = rq.config().server.api.csrf_token_expiration;
    auto made = co_await rq.db().transaction(models::create_csrf_token, wanted->client, lifetime);
    rq.csrf_tokens().forget(wanted->client);
    co_return made;
}

} // namespace

void add_root(router& r, settings::values const& config)
{
    r.section("Root");
    r.get<"/health", health>().needs(role::anyone).called("health_check").of_any_version();
    r.get<"/version", version>().needs(role::viewer).called("server_version").of_any_version();
    r.get<"/hello", hello>().needs(role::viewer);
    r.get<"/ready", ready>().needs(role::anyone).called("perform_readiness_check");
    if (config.testing.test_mode)
        r.get<"/pid", pid>().needs(role::viewer);
    r.section("Admin");
    // Both dashboards ask for them at every start; what is secret is shown to nobody.
    r.get<"/admin/settings", read_settings>().needs(role::viewer).answers_with<json::json_object>();
    r.get<"/admin/version", reference_version>().needs(role::viewer).called("read_version");
    r.get<"/admin/storage", read_storage>().needs(role::viewer).called("read_server_default_result_storage");
    r.section("");
    r.get<"/csrf-token", create_csrf_token>().needs(role::viewer);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::message)
PRAETOR_JSON_CODEC(praetor::routes::process_id)
PRAETOR_JSON_CODEC(praetor::routes::csrf_query)
