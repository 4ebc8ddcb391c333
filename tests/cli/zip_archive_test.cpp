// Zip archives as Python writes them, and damaged ones.
#include <tests/support/temporary_folder.hpp>

#include <server/base/error.hpp>
#include <server/cli/dashboard/zip_archive.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace fs = std::filesystem;
using namespace praetor;

namespace {

std::string content_of(fs::path const& file)
{
    std::ifstream from{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{from}, {}};
}

struct archive : tests::temporary_folder
{
    // Made by these lines of Python, where `z` is a zipfile.ZipFile.
    explicit archive(std::string const& lines)
    {
        write("make.py",
              "import zipfile\nz = zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED)\n" + lines + "\nz.close()\n");
        BOOST_REQUIRE(std::system(("cd '" + path().string() + "' && python3 make.py").c_str()) == 0);
        bytes = content_of(path() / "a.zip");
    }

    // What it says, where the archive is these bytes; empty where all was unpacked.
    std::string refusal(std::string const& of) const
    {
        write("a.zip", of);
        try {
            cli::unpack_zip(path() / "a.zip", into());
            return {};
        }
        catch (error const& refused) {
            BOOST_TEST((refused.code() == errc::unavailable));
            auto const text = refused.text();
            auto const head = (path() / "a.zip").string() + " can not be unpacked: ";
            BOOST_TEST(text.starts_with(head), text);
            return text.substr(std::min(head.size(), text.size()));
        }
    }
    std::string refusal() const { return refusal(bytes); }
    fs::path into() const { return path() / "into"; }

    std::string bytes;
};

constexpr auto two_files = "z.writestr('a/b.txt', 'text ' * 100000)\nz.writestr('c', b'stored', zipfile.ZIP_STORED)";

} // namespace

BOOST_AUTO_TEST_SUITE(zip_archive)

BOOST_AUTO_TEST_CASE(files_that_are_packed_stored_and_empty_and_folders_are_unpacked)
{
    archive const given{std::string{two_files} + "\nz.writestr('empty', '')\nz.writestr('d/e/', '')\n"
                                                 "z.writestr('ü', bytes(range(256)))\nz.comment = b'PK a comment'"};
    BOOST_TEST(given.refusal() == "");
    std::string expected;
    for (int i = 0; i < 100'000; ++i)
        expected += "text ";
    BOOST_TEST((content_of(given.into() / "a/b.txt") == expected));
    BOOST_TEST(content_of(given.into() / "c") == "stored");
    BOOST_TEST(fs::file_size(given.into() / "empty") == 0u);
    BOOST_TEST(fs::is_directory(given.into() / "d/e"));
    BOOST_TEST(fs::file_size(given.into() / "ü") == 256u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_none_or_not_there_is_refused)
{
    archive const given{two_files};
    BOOST_TEST(given.refusal("") == "it is no zip archive");
    BOOST_TEST(given.refusal("no zip") == "it is no zip archive");
    BOOST_CHECK_THROW(cli::unpack_zip(given.path() / "none", given.into()), error);
}

BOOST_AUTO_TEST_CASE(an_archive_that_is_cut_anywhere_is_refused)
{
    archive const given{two_files};
    for (std::size_t size = 0; size < given.bytes.size(); ++size)
        BOOST_REQUIRE(given.refusal(given.bytes.substr(0, size)) != "");
}

BOOST_AUTO_TEST_CASE(a_changed_byte_gives_a_refusal_or_the_same_files)
{
    archive const given{two_files};
    BOOST_TEST(given.refusal() == "");
    auto const text = content_of(given.into() / "a/b.txt");
    for (std::size_t at = 0; at < given.bytes.size(); ++at) {
        auto changed = given.bytes;
        changed[at] = static_cast<char>(~changed[at]);
        fs::remove_all(given.into());
        if (given.refusal(changed).empty() && fs::exists(given.into() / "a/b.txt"))
            BOOST_REQUIRE((content_of(given.into() / "a/b.txt") == text));
    }
}

BOOST_AUTO_TEST_CASE(a_file_named_to_lie_elsewhere_is_refused)
{
    for (std::string const name : {"../evil", "a/../../evil", "/tmp/praetor_evil"}) {
        archive const given{"z.writestr('" + name + "', 'evil')"};
        BOOST_TEST(given.refusal() == "a file in it is named to lie elsewhere");
        BOOST_TEST(!fs::exists(given.path() / "evil"));
    }
}

BOOST_AUTO_TEST_CASE(a_file_packed_in_another_way_is_refused)
{
    archive const given{"z.writestr('a', 'text', zipfile.ZIP_LZMA)"};
    BOOST_TEST(given.refusal() == "a file in it is packed in another way than wheels are");
}

BOOST_AUTO_TEST_SUITE_END()
