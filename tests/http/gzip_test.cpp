// Any text comes back from gzip as it was, however little it looks like the replies its codes are made for.
#include <server/http/gzip.hpp>

#include <boost/test/unit_test.hpp>
#include <libdeflate.h>

#include <random>

namespace {

std::string unpacked(std::string const& packed, std::size_t size)
{
    std::string out(size + 1, '\0');
    std::size_t got = 0;
    auto* engine = libdeflate_alloc_decompressor();
    auto const done = libdeflate_gzip_decompress(engine, packed.data(), packed.size(), out.data(), out.size(), &got);
    libdeflate_free_decompressor(engine);
    BOOST_TEST(done == LIBDEFLATE_SUCCESS);
    out.resize(got);
    return out;
}

std::string random_text(std::size_t size, int kinds)
{
    std::mt19937 random{static_cast<unsigned>(size)};
    std::string text(size, '\0');
    for (auto& c : text)
        c = static_cast<char>(random() % static_cast<unsigned>(kinds));
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gzip)

BOOST_AUTO_TEST_CASE(whatever_is_packed_is_unpacked_alike)
{
    for (std::size_t const size : {1u, 2u, 500u, 4'096u, 65'535u, 65'536u, 1'000'000u, 9'000'000u})
        for (int const kinds : {1, 2, 16, 128, 256}) {
            auto const text = random_text(size, kinds);
            auto const packed = praetor::http::gzip(text);
            BOOST_REQUIRE(!packed.empty());
            BOOST_TEST((unpacked(packed, size) == text), size << " bytes of " << kinds << " kinds");
        }
}

BOOST_AUTO_TEST_CASE(bytes_that_can_not_be_packed_grow_by_little)
{
    for (std::size_t const size : {500u, 100'000u, 3'000'000u})
        BOOST_TEST(praetor::http::gzip(random_text(size, 256)).size() <= size + size / 1000 + 64);
}

BOOST_AUTO_TEST_CASE(json_of_replies_becomes_much_shorter)
{
    std::string page;
    for (int i = 0; i < 100; ++i)
        page += R"({"id":"0199c2d5-5d7d-7c52-9a4b-)" + std::to_string(100'000'000'000 + i * 7'919) +
                R"(","name":"lucid-caribou","state_type":"COMPLETED","tags":[],"deployment_id":null},)";
    BOOST_TEST(praetor::http::gzip(page).size() < page.size() / 5);
}

BOOST_AUTO_TEST_SUITE_END()
