// Machine code that leaves memory and comes back.
#include <server/base/program_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

// Kilobytes of this process that come from files, as /proc/self/status tells.
long kilobytes_from_files()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssFile:"))
            return std::stol(line.substr(8));
    return -1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(program_text)

BOOST_AUTO_TEST_CASE(what_was_read_of_the_program_leaves_memory)
{
    auto const before = kilobytes_from_files();
    praetor::release_program_text();
    auto const after = kilobytes_from_files();
    BOOST_TEST(before > 0);
    BOOST_TEST(after < before);
}

BOOST_AUTO_TEST_CASE(threads_that_run_meanwhile_go_on)
{
    std::vector<std::size_t> found(4);
    {
        std::vector<std::jthread> threads;
        for (auto& lines : found)
            threads.emplace_back([&lines] {
                for (int i = 0; i < 200; ++i) {
                    std::ifstream maps{"/proc/self/maps"};
                    for (std::string line; std::getline(maps, line);)
                        ++lines;
                }
            });
        for (int i = 0; i < 200; ++i)
            praetor::release_program_text();
    }
    for (auto lines : found)
        BOOST_TEST(lines > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
