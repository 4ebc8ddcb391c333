// Notifications as they are sent: to whom, in what order, and what is told of those that fail.
#include <server/outgoing/notification.hpp>

#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>

#include <tests/http/client/target_server.hpp>
#include <tests/support/await.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using tests::target_server;

outgoing::notification_result notify(std::string type, boost::json::object block, std::string subject = "Sub ject",
                                     std::string body = "Bo&dy é")
{
    boost::asio::io_context context;
    http::client client{http::proxies{}};
    return tests::await(context, outgoing::send_notification(client, std::move(type), std::move(block),
                                                             std::move(subject), std::move(body)));
}

boost::json::object mattermost_at(target_server const& target)
{
    return {{"hostname", "127.0.0.1"}, {"port", target.port()}, {"token", "s3cret"}};
}

boost::json::object custom(target_server const& target, boost::json::object members)
{
    boost::json::object block{{"name", "nm"}, {"url", target.url("/x")}};
    for (auto const& [name, value] : members)
        block[name] = value;
    return block;
}

// The request line and the body of the one request, and the headers but for those of the client itself.
std::string request_to(target_server const& target)
{
    auto const requests = target.requests();
    if (requests.size() != 1)
        return std::to_string(requests.size()) + " requests";
    std::string made;
    std::string_view rest{requests[0]};
    auto const head = rest.substr(0, rest.find("\r\n\r\n"));
    for (std::size_t at = 0; at < head.size();) {
        auto const line = head.substr(at, std::min(head.find("\r\n", at), head.size()) - at);
        at += line.size() + 2;
        if (!line.starts_with("Host:") && !line.starts_with("Connection:") && !line.starts_with("Accept:") &&
            !line.starts_with("Content-Length:"))
            made += std::string{line} + '\n';
    }
    return made + std::string{rest.substr(head.size() + 4)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(notifications)

BOOST_AUTO_TEST_CASE(the_block_types_of_prefect_that_notify_are_known_and_no_others)
{
    for (auto const* const type :
         {"slack-webhook", "ms-teams-webhook", "pager-duty-webhook", "twilio-sms", "opsgenie-webhook",
          "mattermost-webhook", "discord-webhook", "sendgrid-email", "custom-webhook"})
        BOOST_TEST(outgoing::can_notify(type), type);
    for (auto const* const type : {"webhook", "secret", "", "slack"})
        BOOST_TEST(!outgoing::can_notify(type), type);
    BOOST_TEST(notify("secret", {}).failure == "The referenced block was not a notification block");
}

BOOST_AUTO_TEST_CASE(a_notification_reaches_every_recipient_and_says_that_it_was_sent)
{
    target_server const target;
    auto block = mattermost_at(target);
    block["channels"] = {"one", "two"};
    auto const result = notify("mattermost-webhook", block);
    BOOST_TEST(result.sent);
    BOOST_TEST(result.failure.empty());
    BOOST_TEST(result.log.empty());
    BOOST_TEST(target.requests().size() == 2);
    BOOST_TEST(target.requests()[0].find("POST /hooks/s3cret HTTP/1.1\r\n") == 0);
}

BOOST_AUTO_TEST_CASE(a_sub_path_of_mattermost_needs_no_slash_of_its_own)
{
    target_server const target;
    auto block = mattermost_at(target);
    block["path"] = "chat/";
    BOOST_TEST(notify("mattermost-webhook", block).sent);
    BOOST_TEST(target.requests()[0].find("POST /chat/hooks/s3cret HTTP/1.1\r\n") == 0);
}

BOOST_AUTO_TEST_CASE(a_refused_notification_tells_the_status_and_never_the_secret)
{
    target_server const target{{.answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\ns3cret"}};
    auto const result = notify("mattermost-webhook", mattermost_at(target));
    BOOST_TEST(!result.sent);
    BOOST_TEST(result.failure == "Notification failed");
    BOOST_TEST(result.log ==
               "[WARNING]: Failed to send Mattermost notification to channel None: Page not found., error=404.");
    BOOST_TEST(!result.temporary);
}

BOOST_AUTO_TEST_CASE(a_target_that_is_busy_or_gone_may_be_asked_again)
{
    target_server const busy{{.answer = "HTTP/1.1 429 Later\r\nContent-Length: 0\r\n\r\n"}};
    BOOST_TEST(notify("mattermost-webhook", mattermost_at(busy)).temporary);
    auto const gone = notify("mattermost-webhook", {{"hostname", "127.0.0.1"}, {"port", 1}, {"token", "s3cret"}});
    BOOST_TEST(gone.temporary);
    BOOST_TEST(gone.log == "[WARNING]: A Connection error occurred sending Mattermost webhook notification to None.");
}

BOOST_AUTO_TEST_CASE(a_subject_alone_reaches_discord_and_nothing_at_all_is_a_failure)
{
    boost::json::object const block{{"webhook_id", "1"}, {"webhook_token", "t"}};
    auto const plan = outgoing::plan_notification("discord-webhook", block, "Only this", " \n");
    BOOST_TEST_REQUIRE(plan.deliveries.size() == 1);
    BOOST_TEST(plan.deliveries[0].request.body == R"({"tts": false, "wait": true, "content": "Only this"})");
    auto const nothing = notify("discord-webhook", block, "", "");
    BOOST_TEST(!nothing.sent);
    BOOST_TEST(nothing.failure == "Notification failed");
}

BOOST_AUTO_TEST_CASE(a_private_url_is_refused_before_anything_is_sent_and_without_its_path)
{
    target_server const target;
    for (auto const* const type : {"slack-webhook", "ms-teams-webhook"}) {
        boost::json::object const block{
            {"url", target.url("/workflows/s3cret/triggers/manual/paths/invoke?sig=s3cret")},
            {"allow_private_urls", false}};
        auto const result = notify(type, block);
        BOOST_TEST(!result.sent);
        BOOST_TEST(result.log == "'http://127.0.0.1:" + std::to_string(target.port()) +
                                     "' is not a valid URL.  It resolves to the private address 127.0.0.1.");
    }
    auto const custom_result = notify("custom-webhook", custom(target, {{"allow_private_urls", false}}));
    BOOST_TEST(!custom_result.sent);
    BOOST_TEST(custom_result.log.ends_with("It resolves to the private address 127.0.0.1."));
    BOOST_TEST(target.connections() == 0);
}

BOOST_AUTO_TEST_CASE(an_invalid_block_is_told_in_the_words_of_prefect_without_its_secrets)
{
    BOOST_TEST(notify("ms-teams-webhook", {{"url", "https://example.com/s3cret"}}).failure ==
               "The notification block was invalid: ValueError('Invalid Microsoft Teams Workflow URL provided.')");
    BOOST_TEST(notify("slack-webhook", {}).failure == "The notification block was invalid: url is required");
    BOOST_TEST(notify("slack-webhook", {{"url", "https://example.com/s3cret"}}).log ==
               "[WARNING]: There are no service(s) to notify");
    BOOST_TEST(notify("slack-webhook", {{"url", "x"}, {"notify_type", "loud"}})
                   .failure.starts_with("The notification block was invalid: notify_type"));
}

// The requests below are those that Prefect 3.9.1 sent by httpx, recorded from its block.

BOOST_AUTO_TEST_CASE(a_custom_webhook_fills_json_headers_cookies_and_parameters)
{
    target_server const target;
    boost::json::object const members{{"json_data",
                                       {{"text", "{{subject}}\n{{body}}"},
                                        {"title", "{{ name }}"},
                                        {"n", 1},
                                        {"l", boost::json::array{"{{tok}}", nullptr, true, 1.5}},
                                        {"whole", "{{tok}}"}}},
                                      {"secrets", {{"tok", "S3"}}},
                                      {"headers", {{"X-T", "a {{tok}}"}}},
                                      {"cookies", {{"c1", "v {{tok}}"}, {"c2", "2"}}},
                                      {"params", {{"q", "{{subject}}"}, {"p", "a+b&c/ü~"}}}};
    BOOST_TEST(notify("custom-webhook", custom(target, members)).sent);
    BOOST_TEST(request_to(target) == "POST /x?q=Sub+ject&p=a%2Bb%26c%2F%C3%BC~ HTTP/1.1\nX-T: a S3\n"
                                     "user-agent: Prefect Notifications\ncookie: c1=v S3; c2=2\n"
                                     "content-type: application/json\n"
                                     "{\"text\":\"Sub ject\\nBo&dy é\",\"title\":\"nm\",\"n\":1,"
                                     "\"l\":[\"S3\",null,true,1.5],\"whole\":\"S3\"}");
}

BOOST_AUTO_TEST_CASE(a_custom_webhook_sends_forms_and_texts)
{
    std::string const usual = "user-agent: Prefect Notifications\n";
    target_server const form;
    notify("custom-webhook", custom(form, {{"form_data", {{"a b", "{{subject}}"}, {"t", "{{body}}"}, {"e", ""}}}}));
    BOOST_TEST(request_to(form) == "POST /x HTTP/1.1\n" + usual +
                                       "content-type: application/x-www-form-urlencoded\n"
                                       "a+b=Sub+ject&t=Bo%26dy+%C3%A9&e=");
    target_server const text;
    notify("custom-webhook", custom(text, {{"form_data", "raw {{body}} é"}}));
    BOOST_TEST(request_to(text) == "POST /x HTTP/1.1\n" + usual + "raw Bo&dy é é");
    target_server const empty;
    notify("custom-webhook", custom(empty, {{"method", "DELETE"}, {"json_data", boost::json::object{}}}));
    BOOST_TEST(request_to(empty) == "DELETE /x HTTP/1.1\n" + usual + "content-type: application/json\n{}");
}

BOOST_AUTO_TEST_CASE(a_custom_webhook_fills_its_url_whose_query_gives_way_to_parameters)
{
    std::string const usual = "user-agent: Prefect Notifications\n";
    target_server const path;
    notify("custom-webhook",
           custom(path, {{"url", path.url("/{{tok}}/{{name}}?old=2&{{name}}=1")}, {"secrets", {{"tok", "a/b c"}}}}));
    BOOST_TEST(request_to(path) == "POST /a/b%20c/nm?old=2&nm=1 HTTP/1.1\n" + usual);
    target_server const query;
    notify("custom-webhook",
           custom(query, {{"method", "GET"}, {"url", query.url("/x?old=2")}, {"params", {{"a", "1"}}}}));
    BOOST_TEST(request_to(query) == "GET /x?a=1 HTTP/1.1\n" + usual);
}

BOOST_AUTO_TEST_CASE(what_is_put_in_for_a_placeholder_is_not_looked_at_again_and_names_of_members_stay)
{
    target_server const target;
    boost::json::object const members{{"json_data", {{"k{{name}}", "{{name}}{{subject}}"}, {"o", {{"i", "{{body}}"}}}}},
                                      {"secrets", {{"tok", "S3"}}}};
    notify("custom-webhook", custom(target, members), "{{tok}}", "{{name}}");
    BOOST_TEST(request_to(target).ends_with("{\"k{{name}}\":\"nm{{tok}}\",\"o\":{\"i\":\"{{name}}\"}}"));
}

BOOST_AUTO_TEST_CASE(a_custom_webhook_with_an_unknown_placeholder_or_two_bodies_is_invalid)
{
    target_server const target;
    for (boost::json::object const& members :
         {boost::json::object{{"json_data", {{"a", "{{nope}}"}}}},
          {{"json_data", {{"a", "{{ body.x }}"}}}},
          {{"headers", {{"a", "{{ $HOME }}"}}}},
          {{"json_data", boost::json::object{}}, {"form_data", boost::json::object{}}},
          {{"timeout", -1}}})
    {
        auto const result = notify("custom-webhook", custom(target, members));
        BOOST_TEST(!result.sent);
        BOOST_TEST(result.failure.starts_with("The notification block was invalid: "));
    }
    BOOST_TEST(target.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_custom_webhook_that_is_answered_by_other_than_success_has_failed)
{
    for (auto const* const status : {"404 Not Found", "500 Internal", "302 Found"}) {
        target_server const target{
            {.answer = std::string{"HTTP/1.1 "} + status + "\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n"}};
        auto const result = notify("custom-webhook", custom(target, {{"url", target.url("/s3cret?a=s3cret")}}));
        BOOST_TEST(!result.sent);
        BOOST_TEST(result.failure == "Notification failed");
        BOOST_TEST(result.log.find(status) != std::string::npos);
        BOOST_TEST(result.log.find("s3cret") == std::string::npos);
        BOOST_TEST(target.connections() == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_custom_webhook_waits_as_long_as_its_block_says)
{
    target_server const target{{.before_answer = std::chrono::hours{1}}};
    auto const result = notify("custom-webhook", custom(target, {{"timeout", 0.1}}));
    BOOST_TEST(!result.sent);
    BOOST_TEST(result.log == "ReadTimeout('')");
    BOOST_TEST(result.temporary);
}

BOOST_AUTO_TEST_SUITE_END()
