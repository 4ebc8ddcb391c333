#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto path = "/v2/concurrency_limits";

answer take(test_server const& server, int slots, std::string const& more = {})
{
    return server.post(std::string{path} + "/increment-with-lease",
                       R"({"names":["tag:db","tag:none"],"slots":)" + std::to_string(slots) + more + '}');
}

} // namespace

BOOST_AUTO_TEST_SUITE(concurrency_limits)

PRAETOR_TEST_EACH_DIALECT(names_without_a_limit_refuse_nobody)
{
    test_server server{dialect};
    auto const taken = take(server, 1);
    BOOST_TEST(taken.status == 200);
    BOOST_TEST(taken.json().at("limits").as_array().empty());
    BOOST_TEST(server
                   .post(std::string{path} + "/decrement-with-lease",
                         R"({"lease_id":")" + text_of(taken.json(), "lease_id") + "\"}")
                   .status == 204);
}

PRAETOR_TEST_EACH_DIALECT(tries_in_vain_make_nobody_wait_longer)
{
    test_server server{dialect};
    BOOST_TEST(server.post(std::string{path} + '/', R"({"name":"tag:db","limit":2})").status == 201);
    BOOST_TEST(take(server, 2).status == 200);
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(take(server, 2).status == 423);
    // Half of two seconds, an occupancy that nobody told yet, spread by at most three tenths.
    BOOST_TEST(std::stod(take(server, 1).headers.at("retry-after")) <= 1.3);
}

PRAETOR_TEST_EACH_DIALECT(limits_are_told_in_the_order_of_their_names)
{
    test_server server{dialect};
    std::string const names = R"({"names":["d","b","e","a","c"],"slots":1)";
    for (auto const* name : {"c", "e", "a", "d", "b"})
        server.post(std::string{path} + '/', R"({"limit":1,"name":")" + std::string{name} + "\"}");
    auto const refused = server.post(std::string{path} + "/increment", names + R"(,"mode":"rate_limit"})");
    BOOST_TEST(text_of(refused.json(), "detail").ends_with("'a,b,c,d,e'"));
    for (auto const* way : {"/increment", "/decrement"}) {
        std::string told;
        auto const limits = server.post(path + std::string{way}, names + '}').json();
        for (auto const& limit : limits.as_array())
            told += text_of(limit, "name");
        BOOST_TEST(told == "abcde");
    }
}

PRAETOR_TEST_EACH_DIALECT(slots_are_taken_until_none_is_left_and_come_back_with_their_lease)
{
    test_server server{dialect};
    BOOST_TEST(server.post(std::string{path} + '/', R"({"name":"tag:db","limit":2})").status == 201);
    auto const first = take(server, 2);
    BOOST_TEST(first.status == 200);
    auto const second = take(server, 1);
    BOOST_TEST(second.status == 423);
    BOOST_TEST(std::stod(second.headers.at("retry-after")) > 0);
    BOOST_TEST(server.get(std::string{path} + "/tag:db").json().at("active_slots") == 2);
    auto const lease = text_of(first.json(), "lease_id");
    BOOST_TEST(server.post(std::string{path} + "/leases/" + lease + "/renew", "{}").status == 204);
    for (int i = 0; i < 2; ++i)
        BOOST_TEST(
            server.post(std::string{path} + "/decrement-with-lease", R"({"lease_id":")" + lease + "\"}").status == 204);
    BOOST_TEST(server.get(std::string{path} + "/tag:db").json().at("active_slots") == 0);
    BOOST_TEST(server.post(std::string{path} + "/leases/" + lease + "/renew", "{}").status == 410);
    BOOST_TEST(take(server, 1).status == 200);
}

PRAETOR_TEST_EACH_DIALECT(a_limit_that_is_switched_off_refuses_nobody_and_one_too_small_says_so)
{
    test_server server{dialect};
    server.post(std::string{path} + '/', R"({"name":"tag:db","limit":1})");
    auto const refused = take(server, 2);
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(text_of(refused.json(), "detail") == "Slots requested is greater than the limit");
    BOOST_TEST(take(server, 1, R"(,"mode":"rate_limit")").status == 422);
    BOOST_TEST(server.ask("PATCH", std::string{path} + "/tag:db", R"({"active":false})").status == 204);
    BOOST_TEST(take(server, 2).status == 200);
    BOOST_TEST(server.ask("DELETE", std::string{path} + "/tag:db").status == 204);
    BOOST_TEST(server.get(std::string{path} + "/tag:db").status == 404);
}

BOOST_AUTO_TEST_CASE(slots_of_no_limit_are_not_taken_nor_given_back)
{
    test_server server{db::dialect::sqlite};
    for (auto const* way : {"/increment", "/increment-with-lease", "/decrement"}) {
        auto const refused = server.post(std::string{path} + way, R"({"names":[],"slots":0})");
        BOOST_TEST(refused.status == 422);
        auto const told = refused.json();
        auto const& problems = told.at("exception_detail").as_array();
        BOOST_REQUIRE(problems.size() == 2U);
        BOOST_TEST(problems.at(0).at("type") == "greater_than");
        BOOST_TEST(problems.at(1).at("type") == "too_short");
        BOOST_TEST(problems.at(1).at("msg") == "List should have at least 1 item after validation, not 0");
    }
}

BOOST_AUTO_TEST_SUITE_END()
