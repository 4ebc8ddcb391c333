#include <server/http/cors.hpp>
#include <server/http/vary.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/split.hpp>

#include <algorithm>
#include <set>

namespace praetor::http {
namespace {

bool all(std::vector<std::string> const& list)
{
    return std::find(list.begin(), list.end(), "*") != list.end();
}

bool holds(std::vector<std::string> const& list, std::string_view one)
{
    return all(list) || std::find(list.begin(), list.end(), one) != list.end();
}

template <class Words>
std::string joined(Words const& words)
{
    std::string text;
    for (auto const& word : words) {
        if (!text.empty())
            text += ", ";
        text += word;
    }
    return text;
}

std::vector<std::string> const& allowed_methods(cors_options const& options)
{
    static std::vector<std::string> const every{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"};
    return all(options.methods) ? every : options.methods;
}

} // namespace

std::optional<response> preflight(cors_options const& options, request const& rq)
{
    auto const origin = rq.header("origin");
    auto const method = rq.header("access-control-request-method");
    if (rq.verb != method::options || origin.empty() || method.empty())
        return std::nullopt;
    response answer;
    answer.content_type = "text/plain; charset=utf-8";
    std::string refused;
    auto const fail = [&](std::string_view what) { refused += (refused.empty() ? "" : ", ") + std::string{what}; };

    answer.headers.emplace_back("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, "
                                        "Access-Control-Request-Private-Network");
    if (holds(options.origins, origin))
        answer.headers.emplace_back("Access-Control-Allow-Origin", all(options.origins) ? "*" : std::string{origin});
    else
        fail("origin");
    auto const& methods = allowed_methods(options);
    if (std::find(methods.begin(), methods.end(), method) == methods.end())
        fail("method");
    answer.headers.emplace_back("Access-Control-Allow-Methods", joined(methods));
    answer.headers.emplace_back("Access-Control-Max-Age", "600");

    std::set<std::string> allowed{"Accept", "Accept-Language", "Content-Language", "Content-Type"};
    allowed.insert(options.headers.begin(), options.headers.end());
    auto const wanted = rq.header("access-control-request-headers");
    if (all(options.headers)) {
        if (!wanted.empty())
            answer.headers.emplace_back("Access-Control-Allow-Headers", std::string{wanted});
    }
    else {
        answer.headers.emplace_back("Access-Control-Allow-Headers", joined(allowed));
        std::string_view rest = wanted;
        while (!rest.empty()) {
            auto const word = next_item(rest, ',');
            auto const known = std::any_of(allowed.begin(), allowed.end(),
                                           [&](auto const& one) { return lower_case(one) == lower_case(word); });
            if (!known) {
                fail("headers");
                break;
            }
        }
    }
    if (!rq.header("access-control-request-private-network").empty())
        fail("private-network");
    answer.body = refused.empty() ? "OK" : "Disallowed CORS " + refused;
    answer.status = refused.empty() ? 200 : 400;
    return answer;
}

void add_cors(cors_options const& options, request const& rq, response& answer)
{
    vary_on(answer, "Origin");
    auto const origin = rq.header("origin");
    if (origin.empty())
        return;
    if (all(options.origins))
        answer.headers.emplace_back("Access-Control-Allow-Origin", "*");
    else if (holds(options.origins, origin))
        answer.headers.emplace_back("Access-Control-Allow-Origin", std::string{origin});
}

} // namespace praetor::http
