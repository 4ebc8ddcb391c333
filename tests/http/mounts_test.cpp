// Which root a path belongs to.
#include <server/http/handler.hpp>
#include <server/http/mounts.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;

struct root final : http::handler
{
    task<http::response> handle(http::request&) override { co_return http::response{}; }
};

struct several_roots
{
    http::mounts all;
    root first, second, third;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(roots, several_roots)

BOOST_AUTO_TEST_CASE(the_longest_prefix_wins_in_whatever_order_they_were_added)
{
    all.add("/", first);
    all.add("/api/", second);
    all.add("/api/v2", third);
    BOOST_TEST((all.find("/anything").to == &first));
    BOOST_TEST((all.find("/api/flows").to == &second));
    BOOST_TEST((all.find("/api/v2/flows").to == &third));
    BOOST_TEST(all.find("/api/v2/flows").root == "/api/v2");
    BOOST_TEST(all.find("/anything").root.empty());
}

BOOST_AUTO_TEST_CASE(a_prefix_ends_where_a_segment_does)
{
    all.add("/api/", first);
    all.add("/v2", second);
    BOOST_TEST((all.find("/apiflows").to == nullptr));
    BOOST_TEST((all.find("/v20").to == nullptr));
}

BOOST_AUTO_TEST_CASE(a_prefix_with_a_slash_at_its_end_has_only_what_is_below_it)
{
    all.add("/api/", first);
    all.add("/v2", second);
    BOOST_TEST((all.find("/api").to == nullptr));
    BOOST_TEST((all.find("/api/").to == &first));
    BOOST_TEST((all.find("/v2").to == &second));
    BOOST_TEST((all.find("/v2/").to == &second));
}

BOOST_AUTO_TEST_CASE(of_two_roots_at_one_prefix_the_first_is_asked)
{
    all.add("/", first);
    all.add("/", second);
    BOOST_TEST((all.find("/x").to == &first));
}

BOOST_AUTO_TEST_SUITE_END()
