// Twilio: text messages to telephones.
#include <server/base/text/ascii.hpp>
#include <server/base/text/base64.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/url_words.hpp>

#include <algorithm>

namespace praetor::outgoing {
namespace {

struct telephone
{
    std::string digits;
    bool by_whatsapp = false;
};

// "whatsapp:+1 (800) 424-2425"; nothing where it has too few digits, too many, or other characters.
std::optional<telephone> telephone_of(std::string_view text, std::size_t least)
{
    telephone found;
    if (auto const colon = text.find(':'); colon != std::string_view::npos) {
        auto const mode = text.find_first_not_of(" \t");
        found.by_whatsapp = mode < colon && lower_case(text[mode]) == 'w';
        text.remove_prefix(colon + 1);
    }
    if (text.find_first_not_of("0123456789 ()+-\t") != std::string_view::npos)
        return {};
    std::ranges::copy_if(text, std::back_inserter(found.digits), is_digit);
    if (found.digits.size() < least || found.digits.size() > 14)
        return {};
    return found;
}

// What others are sent from: a short code of 5 or 6 digits, or a number with its "+".
telephone sender_of(boost::json::object const& block)
{
    auto found = telephone_of(needed_text(block, "from_phone_number"), 5);
    bool const is_number = found && found->digits.size() >= 11;
    if (!found || (!is_number && found->digits.size() > 6))
        refuse_block("The Account (From) Phone # or Short-code specified is invalid.");
    if (is_number)
        found->digits.insert(0, 1, '+');
    return *found;
}

std::string matching(boost::json::object const& block, std::string_view name, std::string_view beginning,
                     std::string_view why)
{
    auto const text = needed_text(block, name);
    std::string_view rest{text};
    if (!take_word(rest, beginning) || take_letters(rest).empty() || !rest.empty())
        refuse_block(why);
    return text;
}

} // namespace

notification_plan plan_twilio(boost::json::object const& block, message const& about)
{
    auto const account = matching(block, "account_sid", "ac", "An invalid Twilio Account SID was specified.");
    auto const token = matching(block, "auth_token", "", "An invalid Twilio Authentication Token was specified.");
    auto const sender = sender_of(block);
    bool const has_short_code = sender.digits[0] != '+';
    std::vector<telephone> targets;
    for (auto const& text : texts_of(block, "to_phone_numbers"))
        if (auto one = telephone_of(text, 10)) {
            one->by_whatsapp |= sender.by_whatsapp;
            one->digits.insert(0, 1, '+');
            if (!one->by_whatsapp || !has_short_code)
                targets.push_back(std::move(*one));
        }
    notification_plan plan{
        .accepts = [](http::outgoing_reply const& reply) { return reply.status == 200 || reply.status == 201; }};
    if (targets.empty() && has_short_code)
        plan.complaints.emplace_back("There are no valid Twilio targets to notify.");
    else if (targets.empty())
        targets.push_back(sender);
    auto const text = about.subject.empty() ? about.body : about.subject + "\r\n" + about.body;
    for (auto const& one : targets) {
        std::string const mode{one.by_whatsapp ? "whatsapp:" : ""};
        auto request = post_of("https://api.twilio.com/2010-04-01/Accounts/" + account + "/Messages.json",
                               "application/x-www-form-urlencoded",
                               form_text({{"Body", text}, {"From", mode + sender.digits}, {"To", mode + one.digits}}));
        request.headers.emplace_back("Accept", "application/json");
        request.headers.emplace_back("Authorization", "Basic " + base64_encoded(account + ':' + token));
        plan.deliveries.push_back({std::move(request), "Failed to send Twilio notification to " + one.digits + ": ",
                                   "A Connection error occurred sending Twilio:" + one.digits + " notification."});
    }
    return plan;
}

} // namespace praetor::outgoing
