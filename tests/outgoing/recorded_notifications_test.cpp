// What Prefect 3.9.1 sent by Apprise 2.0.1, recorded from its blocks, one line of recorded_notifications.jsonl a
// notification: the block, subject and body, what was answered, each request, and the log of the failure. Left out is
// what Apprise does badly: a subject alone that never reaches Discord, and sub-paths of Mattermost without a slash.
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>

#include <server/base/json/parse.hpp>
#include <server/http/client/target_url.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace {

using namespace praetor;

struct recorded
{
    std::string name; // of the case
    std::string block_type;
    boost::json::object block, whole;
    std::string subject, body;
    int status = 0;
};

std::vector<recorded> all_recorded()
{
    std::ifstream lines{std::filesystem::path{__FILE__}.parent_path() / "recorded_notifications.jsonl"};
    std::vector<recorded> all;
    for (std::string line; std::getline(lines, line);) {
        auto whole = json::parse(line).get_object();
        recorded one{.block_type = std::string{whole.at("block").get_string()}, .block = whole.at("data").get_object()};
        one.subject = outgoing::find_text(whole, "subject").value_or("");
        one.body = outgoing::needed_text(whole, "body");
        one.status = whole.at("answer").get_array()[0].to_number<int>();
        one.name = one.block_type + ' ' + boost::json::serialize(one.block) + ' ' + one.subject + ' ' +
                   std::to_string(one.status);
        one.whole = std::move(whole);
        all.push_back(std::move(one));
    }
    return all;
}

// "ts": the time, which no two notifications share.
std::string without_time(std::string text)
{
    auto const at = text.find("\"ts\": ");
    if (at != std::string::npos)
        text.replace(at + 6, text.find_first_of(",}", at) - at - 6, "0.0");
    return text;
}

std::string asked(std::string_view url)
{
    auto const target = http::parse_target_url(url);
    return target ? target->shown() + target->path : std::string{url};
}

// One line a header, sorted.
std::string shown(std::map<std::string, std::string> const& headers)
{
    std::string all;
    for (auto const& [name, value] : headers)
        all += name + ": " + value + '\n';
    return all;
}

std::string text_of(http::outgoing_request const& request)
{
    std::map<std::string, std::string> headers;
    for (auto const& [name, value] : request.headers)
        headers[name] = value;
    return request.method + ' ' + asked(request.url) + '\n' + shown(headers) + without_time(request.body);
}

std::string text_of(boost::json::object const& request)
{
    std::map<std::string, std::string> headers;
    for (auto const& [name, value] : request.at("headers").get_object())
        headers[name] = outgoing::text_of(value);
    return outgoing::needed_text(request, "method") + ' ' + asked(outgoing::needed_text(request, "url")) + '\n' +
           shown(headers) + outgoing::needed_text(request, "body");
}

} // namespace

BOOST_AUTO_TEST_SUITE(recorded_notifications)

BOOST_AUTO_TEST_CASE(each_request_is_the_one_that_prefect_sends_byte_for_byte)
{
    std::size_t compared = 0;
    for (auto const& one : all_recorded()) {
        if (one.status != 200 || one.whole.contains("invalid"))
            continue;
        auto const plan = outgoing::plan_notification(one.block_type, one.block, one.subject, one.body);
        auto const& wanted = one.whole.at("requests").get_array();
        BOOST_TEST(plan.deliveries.size() == wanted.size(), one.name);
        for (std::size_t n = 0; n < std::min(plan.deliveries.size(), wanted.size()); ++n, ++compared) {
            auto const made = text_of(plan.deliveries[n].request), known = text_of(wanted[n].get_object());
            BOOST_TEST(made == known, one.name << "\nmade  " << made << "\nknown " << known);
        }
    }
    BOOST_TEST(compared > 150);
}

BOOST_AUTO_TEST_CASE(each_answer_is_success_or_failure_as_it_is_for_prefect_and_told_in_its_words)
{
    std::size_t compared = 0;
    for (auto const& one : all_recorded()) {
        if (one.whole.contains("invalid"))
            continue;
        auto const plan = outgoing::plan_notification(one.block_type, one.block, one.subject, one.body);
        http::outgoing_reply const reply{.status = one.status,
                                         .body = outgoing::text_of(one.whole.at("answer").get_array()[1])};
        std::string log;
        for (auto const& line : plan.complaints)
            log += (log.empty() ? "" : "\n") + ("[WARNING]: " + line);
        bool accepted = plan.complaints.empty();
        for (auto const& delivery : plan.deliveries)
            if (!plan.accepts(reply)) {
                accepted = false;
                log += (log.empty() ? "" : "\n") + ("[WARNING]: " + outgoing::refusal_line(plan, delivery, one.status));
            }
        auto const known = outgoing::find_text(one.whole, "log");
        BOOST_TEST(accepted == !known.has_value(), one.name);
        // An alert that Opsgenie gave no number failed without a line; here it has one.
        if (known && !known->empty())
            BOOST_TEST(log == *known, one.name << "\nmade  " << log << "\nknown " << *known);
        ++compared;
    }
    BOOST_TEST(compared > 200);
}

BOOST_AUTO_TEST_CASE(what_prefect_takes_for_no_block_is_none_and_its_secrets_are_not_repeated)
{
    std::size_t compared = 0;
    for (auto const& one : all_recorded()) {
        if (!one.whole.contains("invalid"))
            continue;
        ++compared;
        try {
            outgoing::plan_notification(one.block_type, one.block, one.subject, one.body);
            BOOST_ERROR(one.name << " is taken");
        }
        catch (outgoing::invalid_block const& block) {
            for (auto const* const secret : {"SG.a b", "(bad)"})
                BOOST_TEST(block.why.find(secret) == std::string::npos, one.name << ' ' << block.why);
        }
    }
    BOOST_TEST(compared >= 7);
}

BOOST_AUTO_TEST_SUITE_END()
