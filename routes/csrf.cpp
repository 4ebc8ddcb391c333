#include <routes/csrf.hpp>

#include <models/csrf_token.hpp>

#include <server/base/text/equal_secrets.hpp>

namespace praetor::routes {

namespace {

// As the reference says it: past its middleware for pages of other origins.
http::response refused(std::string_view why)
{
    auto answer = http::refusal(403, why);
    answer.allows_other_origins = false;
    return answer;
}

} // namespace

task<std::optional<http::response>> check_csrf_token(scope& rq)
{
    auto const token = rq.request().header("prefect-csrf-token");
    if (token.empty())
        co_return refused("Missing CSRF token.");
    std::string client{rq.request().header("prefect-csrf-client")};
    if (client.empty())
        co_return refused("Missing client identifier.");
    auto const read = [&rq](std::string const& who) { return rq.db().read(models::read_csrf_token, who); };
    for (bool const again : {false, true}) {
        if (again)
            rq.csrf_tokens().forget(client);
        auto const expected = co_await rq.csrf_tokens().get(client, read);
        if (expected && expected->expiration > now() && equal_secrets(token, expected->token))
            co_return std::nullopt;
    }
    auto answer = refused("Invalid CSRF token or client identifier.");
    answer.headers.emplace_back("Access-Control-Allow-Origin", "*");
    co_return answer;
}

} // namespace praetor::routes
