// Which endpoint a path has.
#include <server/http/route_table.hpp>
#include <tests/support/plain_request.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace {

using namespace praetor::http;
using praetor::tests::plain_request;
using values = std::vector<std::string>;

struct table_of_flows
{
    table_of_flows()
    {
        table.add(method::post, "/flows/", 1);
        table.add(method::post, "/flows/filter", 2);
        table.add(method::get, "/flows/{id:uuid}", 3);
        table.add(method::patch, "/flows/{id:uuid}", 4);
        table.add(method::get, "/flows/name/{name}", 5);
        table.add(method::get, "/flows/{id:uuid}/runs/{number}", 6);
    }

    route_table::match find(method verb, std::string path)
    {
        plain_request rq{verb, std::move(path)};
        auto const found = table.find(rq);
        taken = rq.path_values;
        return found;
    }

    route_table table;
    values taken;
};

constexpr std::string_view id = "a330af15-3519-4ef0-ace7-9fa68c79114a";

} // namespace

BOOST_FIXTURE_TEST_SUITE(routes, table_of_flows)

BOOST_AUTO_TEST_CASE(a_literal_path_is_found_and_nothing_like_it)
{
    BOOST_TEST(find(method::post, "/flows/filter").endpoint == 2U);
    for (auto const* path : {"/flows/filte", "/flows/filters", "/flow/filter", "/Flows/filter", "flows/filter",
                             "//flows/filter", "/flows//filter", "", "/"})
        BOOST_TEST(find(method::post, path).endpoint == route_table::none, path);
}

BOOST_AUTO_TEST_CASE(a_slash_at_the_end_counts)
{
    BOOST_TEST(find(method::post, "/flows/").endpoint == 1U);
    BOOST_TEST(find(method::post, "/flows").endpoint == route_table::none);
    BOOST_TEST(find(method::post, "/flows/filter/").endpoint == route_table::none);
    BOOST_TEST(table.knows("/flows/"));
    BOOST_TEST(!table.knows("/flows"));
}

BOOST_AUTO_TEST_CASE(parameters_are_taken_in_order)
{
    BOOST_TEST(find(method::get, "/flows/" + std::string{id} + "/runs/7").endpoint == 6U);
    BOOST_TEST(taken == (values{std::string{id}, "7"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_parameter_is_one_segment_and_not_empty)
{
    BOOST_TEST(find(method::get, "/flows/name/a b").endpoint == 5U);
    BOOST_TEST(taken == values{"a b"}, boost::test_tools::per_element());
    BOOST_TEST(find(method::get, "/flows/name/a/b").endpoint == route_table::none);
    BOOST_TEST(find(method::get, "/flows/name/").endpoint == route_table::none);
    BOOST_TEST(find(method::get, "/flows/name/a\nb").endpoint == route_table::none);
}

BOOST_AUTO_TEST_CASE(a_uuid_has_its_form_with_hyphens_or_without)
{
    for (auto const* good : {"a330af15-3519-4ef0-ace7-9fa68c79114a", "a330af1535194ef0ace79fa68c79114a",
                             "A330AF15-3519-4EF0-ACE7-9FA68C79114A"})
        BOOST_TEST(find(method::get, "/flows/" + std::string{good}).endpoint == 3U, good);
    for (auto const* bad : {"a330af15-3519-4ef0-ace7-9fa68c79114", "a330af15-3519-4ef0-ace7-9fa68c79114aa",
                            "a330af15--3519-4ef0-ace7-9fa68c79114", "g330af15-3519-4ef0-ace7-9fa68c79114a", "filter"})
        BOOST_TEST(find(method::get, "/flows/" + std::string{bad}).endpoint == route_table::none, bad);
}

BOOST_AUTO_TEST_CASE(another_method_of_a_known_path_hears_which_are_allowed)
{
    auto const found = find(method::del, "/flows/" + std::string{id});
    BOOST_TEST(found.endpoint == route_table::none);
    BOOST_TEST(found.allowed == "GET, PATCH");
    BOOST_TEST(find(method::get, "/nothing").allowed.empty());
}

BOOST_AUTO_TEST_CASE(a_literal_wins_over_a_parameter_but_not_where_it_leads_nowhere)
{
    table.add(method::get, "/limits/{id:uuid}", 7);
    table.add(method::get, "/limits/{name}", 8);
    table.add(method::get, "/limits/tag/{tag}", 9);
    BOOST_TEST(find(method::get, "/limits/tag/x").endpoint == 9U);
    BOOST_TEST(find(method::get, "/limits/tag").endpoint == 8U);
    BOOST_TEST(taken == values{"tag"}, boost::test_tools::per_element());
    BOOST_TEST(find(method::get, "/limits/" + std::string{id}).endpoint == 7U);
}

BOOST_AUTO_TEST_CASE(two_endpoints_of_one_method_and_path_are_a_mistake)
{
    BOOST_CHECK_THROW(table.add(method::get, "/flows/name/{other}", 9), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
