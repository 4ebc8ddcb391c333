#include <server/http/response.hpp>

#include <server/base/json/object_writer.hpp>

namespace praetor::http {
namespace {

response keyed(int status, std::string_view key, std::string_view text)
{
    response made;
    made.status = status;
    json::object_writer object{made.body};
    object.text(key, text).end();
    return made;
}

} // namespace

response refusal(int status, std::string_view detail)
{
    return keyed(status, "detail", detail);
}

response exception_message(int status, std::string_view text)
{
    return keyed(status, "exception_message", text);
}

response unavailable()
{
    auto made = exception_message(503, "Service Unavailable");
    made.headers.emplace_back("Retry-After", "1");
    return made;
}

response method_not_allowed(std::string allowed)
{
    auto made = refusal(405, "Method Not Allowed");
    made.headers.emplace_back("Allow", std::move(allowed));
    return made;
}

response redirect(std::string location)
{
    response made;
    made.status = 307;
    made.content_type = {};
    made.headers.emplace_back("Location", std::move(location));
    return made;
}

} // namespace praetor::http
