// Replies of other servers, however their bytes are cut.
#include <server/http/client/reply_parser.hpp>

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <string_view>

namespace {

using namespace praetor;

http::outgoing_reply read(std::string_view bytes, std::size_t piece, std::size_t most = 100)
{
    http::reply_parser parser{most};
    while (!bytes.empty() && !parser.is_done()) {
        parser.put(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    if (!parser.is_done())
        parser.put_end();
    return parser.take();
}

bool is_refused(std::string_view bytes)
{
    try {
        read(bytes, bytes.size());
        return false;
    }
    catch (http::outgoing_failure const& failed) {
        return failed.what_failed() == http::outgoing_failure::kind::protocol;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(replies_of_others)

BOOST_AUTO_TEST_CASE(a_reply_is_the_same_in_one_piece_and_byte_by_byte)
{
    for (std::string_view const bytes : {"HTTP/1.1 201 Made it\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 5\r\n\r\nabcde",
                                         "HTTP/1.1 201 Made it\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: "
                                         "chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n",
                                         "HTTP/1.0 201 Made it\r\nX-A: 1\r\nx-a: 2\r\n\r\nabcde",
                                         "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
                                         "HTTP/1.1 201 Made it\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 5\r\n\r\nabcde"})
        for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
            auto const reply = read(bytes, piece);
            BOOST_TEST(reply.status == 201);
            BOOST_TEST(reply.reason == "Made it");
            BOOST_TEST(reply.body == "abcde");
            BOOST_TEST_REQUIRE(reply.headers.size() >= 2);
            BOOST_TEST(reply.headers[0].first == "x-a");
            BOOST_TEST(reply.headers[1].second == "2");
        }
}

BOOST_AUTO_TEST_CASE(a_reply_without_a_body_is_done_with_its_head)
{
    BOOST_TEST(read("HTTP/1.1 204 No\r\n\r\n", 100).status == 204);
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100).body.empty());
}

BOOST_AUTO_TEST_CASE(a_body_is_cut_where_it_is_long_enough)
{
    for (std::size_t const piece : {1U, 7U, 1'000U}) {
        BOOST_TEST(read("HTTP/1.1 200 OK\r\n\r\nabcdefgh", piece, 3).body == "abc");
        BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabcdefgh", piece, 3).body == "abc");
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_reply_or_ends_early_is_refused)
{
    for (std::string_view const bytes :
         {"", "x", "HTTP/1.1", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nX-A",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n"})
        BOOST_TEST(is_refused(bytes), bytes);
    BOOST_TEST(is_refused("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x')));
}

BOOST_AUTO_TEST_CASE(a_reply_with_any_bytes_changed_is_read_the_same_in_any_pieces_or_refused)
{
    std::string const whole = "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nX-A: 1\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n";
    auto const outcome = [](std::string const& bytes, std::size_t piece) {
        try {
            auto const reply = read(bytes, piece);
            return std::to_string(reply.status) + reply.reason + ' ' + reply.body;
        }
        catch (http::outgoing_failure const&) {
            return std::string{"refused"};
        }
    };
    std::mt19937 random{1}; // NOLINT(cert-msc51-cpp): the same every time
    std::size_t refused = 0;
    for (int n = 0; n < 5'000; ++n) {
        auto bytes = whole;
        for (auto changes = random() % 3; changes > 0; --changes)
            bytes[random() % bytes.size()] = "\r\n :;,0123f\0x"[random() % 14];
        if (random() % 4 == 0)
            bytes.resize(random() % bytes.size());
        auto const known = outcome(bytes, bytes.size() + 1);
        refused += known == "refused";
        for (std::size_t const piece : {std::size_t{1}, std::size_t{2} + random() % 40})
            BOOST_TEST(outcome(bytes, piece) == known, "seed 1, number " << n);
    }
    BOOST_TEST((refused > 1'000 && refused < 4'900));
}

BOOST_AUTO_TEST_SUITE_END()
