#include <server/outgoing/notification_plan.hpp>

#include <server/base/text/percent.hpp>
#include <server/outgoing/block_fields.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::outgoing {
namespace {

std::string_view usual_message(int status)
{
    switch (status) {
    case 400:
        return "Bad Request - Unsupported Parameters.";
    case 401:
        return "Verification Failed.";
    case 404:
        return "Page not found.";
    case 405:
        return "Method not allowed.";
    case 500:
        return "Internal server error.";
    case 503:
        return "Servers are overloaded.";
    default:
        return {};
    }
}

std::string form_encoded(std::string_view text)
{
    auto encoded = percent_encoded(text, " ");
    std::ranges::replace(encoded, ' ', '+');
    return encoded;
}

} // namespace

std::string image_url(message const& about, std::string_view size)
{
    return fmt::format("https://github.com/caronc/apprise/raw/master/apprise/assets/themes/default/apprise-{}-{}.png",
                       about.type, size);
}

http::outgoing_request post_of(std::string url, std::string_view content_type, std::string body,
                               std::string_view sender)
{
    using std::chrono::seconds;
    return {.url = std::move(url),
            .headers = {{"User-Agent", std::string{sender}}, {"Content-Type", std::string{content_type}}},
            .body = std::move(body),
            .connect_timeout = seconds{4},
            .idle_timeout = seconds{4}};
}

std::string refusal_line(notification_plan const& plan, delivery const& one, int status)
{
    auto why = plan.status_message == nullptr ? std::string_view{} : plan.status_message(status);
    if (why.empty())
        why = usual_message(status);
    return fmt::format("{}{}{}error={}.", one.refused, why, why.empty() && !plan.always_comma ? "" : ", ", status);
}

void refuse_block(std::string_view why)
{
    throw invalid_block{fmt::format("AppriseImproperlyConfigured('{}')", why)};
}

std::vector<std::string> word_list(std::vector<std::string> const& texts)
{
    static constexpr std::string_view between = "[];, \t\r\n\v\f";
    std::vector<std::string> why;
    for (std::string_view text : texts)
        while (!text.empty()) {
            auto const end = std::min(text.find_first_of(between), text.size());
            if (end > 0)
                why.emplace_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    std::ranges::sort(why);
    auto const [first, last] = std::ranges::unique(why);
    why.erase(first, last);
    return why;
}

std::string form_text(std::vector<std::pair<std::string, std::string>> const& fields)
{
    std::string out;
    for (auto const& [name, value] : fields)
        out += (out.empty() ? "" : "&") + form_encoded(name) + '=' + form_encoded(value);
    return out;
}

} // namespace praetor::outgoing
