// The copies of dashboards that are served.
#include <server/app/dashboard_files.hpp>

#include <tests/support/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <future>
#include <iterator>

namespace fs = std::filesystem;
using namespace praetor;

namespace {

struct dashboard : tests::temporary_folder
{
    dashboard()
    {
        write("ui/index.html", "<p>/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER/x</p>");
        for (int i = 0; i < 50; ++i)
            write("ui/assets/" + std::to_string(i) + ".js", std::string(1'000, 'x'));
    }

    fs::path source() const { return path() / "ui"; }
    fs::path copy(std::string_view base) const { return app::copy_dashboard(source(), path() / "served", base); }
};

std::string text_of(fs::path const& file)
{
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::ptrdiff_t entries_of(fs::path const& folder)
{
    return std::distance(fs::directory_iterator{folder}, {});
}

} // namespace

BOOST_AUTO_TEST_SUITE(dashboard_files)

BOOST_AUTO_TEST_CASE(a_copy_is_made_once_for_a_base_and_again_for_another_or_a_new_package)
{
    dashboard const one;
    auto const at_root = one.copy("");
    BOOST_TEST(text_of(at_root / "index.html") == "<p>/x</p>");
    one.write((at_root.lexically_relative(one.path()) / "index.html").string(), "kept");
    BOOST_TEST(text_of(one.copy("") / "index.html") == "kept");
    BOOST_TEST(text_of(one.copy("/base") / "index.html") == "<p>/base/x</p>");
    one.write("ui/index.html", "<p>new</p>");
    BOOST_TEST(text_of(one.copy("") / "index.html") == "<p>new</p>");
    BOOST_TEST(entries_of(one.path() / "served") == 3);
}

BOOST_AUTO_TEST_CASE(servers_that_start_together_share_one_whole_copy)
{
    dashboard const one;
    std::vector<std::future<fs::path>> copies;
    for (int i = 0; i < 8; ++i)
        copies.push_back(std::async(std::launch::async, [&one] { return one.copy(""); }));
    auto const first = copies.front().get();
    for (std::size_t i = 1; i < copies.size(); ++i)
        BOOST_TEST(copies[i].get() == first);
    BOOST_TEST(entries_of(one.path() / "served") == 1);
    BOOST_TEST(entries_of(first / "assets") == 100); // with what is packed
}

BOOST_AUTO_TEST_CASE(a_copy_that_fails_leaves_nothing_behind)
{
    dashboard const one;
    fs::create_symlink("none", one.source() / "gone.js");
    auto const copy = one.copy(""); // links to nothing are no files
    BOOST_TEST(!fs::exists(copy / "gone.js"));
    one.write("file", "");
    BOOST_CHECK_THROW(app::copy_dashboard(one.source(), one.path() / "file", ""), fs::filesystem_error);
    BOOST_CHECK_THROW(app::copy_dashboard(one.path() / "none", one.path() / "served", ""), fs::filesystem_error);
    BOOST_TEST(entries_of(one.path() / "served") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
