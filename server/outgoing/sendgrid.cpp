// SendGrid: e-mail.
#include <server/base/json/python_text.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/url_words.hpp>

#include <boost/json/array.hpp>

namespace praetor::outgoing {
namespace {

// A word with one "@", letters before it and a host behind it.
bool is_address(std::string_view text)
{
    auto const local = take_letters(text, "_!#$%&*/=?`{|}~^.'+-");
    if (local.empty() || !take_word(text, "@"))
        return false;
    auto const host = take_letters(text, "._-");
    return text.empty() && host.size() > 2 && host[0] != '.' && host.back() != '.';
}

std::string_view message_of(int status)
{
    switch (status) {
    case 401:
        return "Unauthorized - You do not have authorization to make the request.";
    case 413:
        return "Payload To Large - The JSON payload you have included in your request is too large.";
    case 429:
        return "Too Many Requests - The number of requests you have made exceeds SendGrid's rate limitations.";
    default:
        return {};
    }
}

} // namespace

notification_plan plan_sendgrid(boost::json::object const& block, message const& about)
{
    auto const key = needed_text(block, "api_key");
    std::string_view rest{key};
    if (take_letters(rest, "._-").empty() || !rest.empty())
        refuse_block("An invalid SendGrid API Key was specified.");
    auto const from = needed_text(block, "sender_email");
    if (!is_address(from))
        refuse_block("Invalid ~From~ email specified: " + from);
    auto targets = word_list(texts_of(block, "to_emails"));
    std::erase_if(targets, [](std::string const& one) { return !is_address(one); });
    if (targets.empty())
        targets.push_back(from);
    notification_plan plan{
        .accepts = [](http::outgoing_reply const& reply) { return reply.status == 200 || reply.status == 202; },
        .status_message = message_of};
    for (auto const& to : targets) {
        boost::json::object const payload{
            {"personalizations", boost::json::array{{{"to", boost::json::array{{{"email", to}}}}}}},
            {"from", {{"email", from}}},
            {"subject", about.subject.empty() ? "<no subject>" : about.subject},
            {"content", boost::json::array{{{"type", "text/html"}, {"value", about.body}}}}};
        auto request = post_of("https://api.sendgrid.com/v3/mail/send", "application/json",
                               json::python_text(payload, json::dumps_options{}));
        request.headers.emplace_back("Authorization", "Bearer " + key);
        plan.deliveries.push_back({std::move(request), "Failed to send SendGrid notification to " + to + ": ",
                                   "A Connection error occurred sending SendGrid notification to " + to + "."});
    }
    return plan;
}

} // namespace praetor::outgoing
