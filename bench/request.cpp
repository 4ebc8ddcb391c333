#include <bench/request.hpp>

#include <fmt/format.h>

namespace praetor::bench {
namespace {

// The headers httpx and the SDK send.
std::string head(options const& wanted, std::string_view method, std::string_view root, std::string_view target)
{
    return fmt::format("{} {}{} HTTP/1.1\r\n"
                       "Host: {}:{}\r\n"
                       "Accept: */*\r\n"
                       "{}"
                       "Connection: keep-alive\r\n"
                       "User-Agent: praetor_bench\r\n"
                       "X-PREFECT-API-VERSION: 0.8.4\r\n",
                       method, root, target, wanted.host, wanted.port,
                       wanted.gzip ? "Accept-Encoding: gzip, deflate\r\n" : "");
}

} // namespace

std::string get_file(options const& wanted, std::string_view target)
{
    return head(wanted, "GET", "", target) + "\r\n";
}

std::string get(options const& wanted, std::string_view target)
{
    return head(wanted, "GET", "/api", target) + "\r\n";
}

std::string post(options const& wanted, std::string_view target, std::string_view body)
{
    return fmt::format("{}Content-Length: {}\r\nContent-Type: application/json\r\n\r\n{}",
                       head(wanted, "POST", "/api", target), body.size(), body);
}

} // namespace praetor::bench
