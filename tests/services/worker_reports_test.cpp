// What the processes of one server tell each other.
#include <server/services/worker_reports.hpp>

#include <routes/merged_metrics.hpp>

#include <server/base/run.hpp>

#include <tests/support/temporary_folder.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace praetor;
using boost::asio::local::stream_protocol;
using services::worker_reports;

struct fixture
{
    int listening(std::string const& name)
    {
        stream_protocol::acceptor made{context, stream_protocol::endpoint{(folder.path() / name).string()}};
        return made.release();
    }

    worker_reports one(int number)
    {
        return {context.get_executor(), number, listening(std::to_string(number) + ".1.sock"), folder.path(),
                [number](std::string_view topic) { return std::string{topic} + " of " + std::to_string(number); }};
    }

    tests::temporary_folder folder;
    boost::asio::io_context context;
};

std::vector<std::string> texts(std::vector<worker_reports::report> const& all)
{
    std::vector<std::string> made;
    for (auto const& one : all)
        made.push_back(std::to_string(one.worker) + ": " + one.text);
    return made;
}

task<void> ask_and_stop(worker_reports& asks, worker_reports& other, std::vector<worker_reports::report>& told)
{
    asks.start();
    other.start();
    told = co_await asks.ask("life");
    co_await other.stop();
    co_await asks.stop();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(reports_of_workers, fixture)

BOOST_AUTO_TEST_CASE(one_worker_tells_of_all_that_live)
{
    auto second = one(2);
    auto first = one(1);
    { // one that has ended, and what is no worker's
        stream_protocol::acceptor const gone{context, stream_protocol::endpoint{(folder.path() / "3.1.sock").string()}};
    }
    int const other = listening("notify");
    std::vector<worker_reports::report> told;
    run_until_done(context, ask_and_stop(second, first, told));
    BOOST_TEST((texts(told) == std::vector<std::string>{"1: life of 1", "2: life of 2"}));
    ::close(other);
}

BOOST_AUTO_TEST_CASE(a_worker_that_does_not_answer_is_left_out)
{
    auto first = one(1);
    auto second = one(2);
    int const silent = listening("3.1.sock");
    std::vector<worker_reports::report> told;
    run_until_done(context, ask_and_stop(first, second, told));
    BOOST_TEST((texts(told) == std::vector<std::string>{"1: life of 1", "2: life of 2"}));
    ::close(silent);
}

BOOST_AUTO_TEST_CASE(a_family_of_metrics_stands_once_with_the_samples_of_each_worker)
{
    std::string const text = "# HELP a What a is\n# TYPE a gauge\na 1\n# HELP b What b is\n# TYPE b counter\n"
                             "b{kind=\"x\"} 2\nb{kind=\"y\"} 3\n";
    std::string const more = "# HELP c What c is\n# TYPE c gauge\nc 4\n# HELP a What a is\n# TYPE a gauge\na 5\n";
    BOOST_TEST(routes::merge_metrics({{1, text}, {2, more}, {3, ""}}) ==
               "# HELP a What a is\n# TYPE a gauge\na{worker=\"1\"} 1\na{worker=\"2\"} 5\n"
               "# HELP b What b is\n# TYPE b counter\nb{worker=\"1\",kind=\"x\"} 2\nb{worker=\"1\",kind=\"y\"} 3\n"
               "# HELP c What c is\n# TYPE c gauge\nc{worker=\"2\"} 4\n");
}

BOOST_AUTO_TEST_SUITE_END()
