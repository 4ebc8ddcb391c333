// Files that may hold settings and are not what their names promise.
#include <tests/settings/places.hpp>

#include <server/settings/settings_file.hpp>

#include <boost/test/unit_test.hpp>

#include <future>
#include <sys/stat.h>

using namespace praetor;
using namespace praetor::tests;
using settings::fifos;
using settings::read_settings_file;

namespace {

struct folder_with_fifo : places
{
    folder_with_fifo() { BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }

    std::string const path = (folder / "work" / ".env").string();
};

} // namespace

BOOST_AUTO_TEST_SUITE(settings_files)

BOOST_FIXTURE_TEST_CASE(a_fifo_named_env_gives_what_is_written_into_it, folder_with_fifo)
{
    auto writer = std::async(std::launch::async, [this] { std::ofstream{path} << "PREFECT_SERVER_API_PORT=4304\n"; });
    BOOST_TEST(read().server.api.port == 4304);
    writer.get();
}

BOOST_FIXTURE_TEST_CASE(a_fifo_into_which_nobody_writes_is_refused_in_time, folder_with_fifo)
{
    auto const timeout = std::chrono::milliseconds{100};
    BOOST_CHECK_EXCEPTION(read_settings_file(path, fifos::are_read, timeout), error, [&](error const& thrown) {
        return thrown.code() == errc::bad_setting &&
               thrown.text() == path + " can not be read: it is a FIFO, and nobody wrote into it and closed it";
    });
    BOOST_TEST(!read_settings_file(path, fifos::are_nothing));
}

BOOST_FIXTURE_TEST_CASE(folders_and_devices_named_as_files_of_settings_hold_none, places)
{
    for (auto const* name : {"work/.env", "work/prefect.toml", "work/pyproject.toml", "home/profiles.toml"})
        std::filesystem::create_directory(folder / name);
    BOOST_TEST(read().server.api.port == 4200);
    std::filesystem::remove(folder / "work/.env");
    std::filesystem::create_symlink("/dev/zero", folder / "work/.env");
    BOOST_TEST(read().server.api.port == 4200);
}

BOOST_FIXTURE_TEST_CASE(a_fifo_named_as_a_toml_file_holds_none, places)
{
    for (auto const* name : {"work/prefect.toml", "work/pyproject.toml", "home/profiles.toml"})
        BOOST_REQUIRE(::mkfifo((folder / name).c_str(), 0600) == 0);
    BOOST_TEST(read().server.api.port == 4200);
}

BOOST_AUTO_TEST_SUITE_END()
