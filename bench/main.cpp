// Runs one case against a server that is already there and prints its figures as one line of JSON.
#include <bench/cases.hpp>
#include <bench/options.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>

int main(int argc, char** argv)
{
    using namespace praetor::bench;
    auto const wanted = parse_options(argc, argv);
    auto const cases = all_cases();
    auto const found = std::ranges::find(cases, wanted.case_name, &known_case::name);
    if (found == cases.end()) {
        fmt::print(stderr, "praetor_bench: no case is called {}\n", wanted.case_name);
        return 2;
    }

    int exit_code = 1;
    boost::asio::io_context io{1};
    auto const print = [&exit_code, &io](std::exception_ptr problem, boost::json::object figures) {
        try {
            if (problem)
                std::rethrow_exception(problem);
            fmt::print("{}\n", boost::json::serialize(figures));
            exit_code = 0;
        }
        catch (std::exception const& what) {
            fmt::print(stderr, "praetor_bench: {}\n", what.what());
        }
        io.stop();
    };
    boost::asio::co_spawn(io, found->measure(wanted), print);
    io.run();
    return exit_code;
}
