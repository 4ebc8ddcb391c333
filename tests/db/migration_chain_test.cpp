#include <db/schema/migration_chain.hpp>
#include <db/schema/new_migration.hpp>
#include <db/schema/steps/script.hpp>

#include <server/base/error.hpp>

#include <tests/support/dialects.hpp>

namespace {

using namespace praetor;

std::vector<std::string> texts(std::string_view script)
{
    std::vector<std::string> found;
    for (auto const& one : db::split_script(script, 1))
        found.emplace_back(one.text);
    return found;
}

bool is_bad_word(error const& thrown)
{
    return thrown.code() == errc::bad_setting;
}

} // namespace

BOOST_AUTO_TEST_SUITE(migration_chains)

PRAETOR_TEST_EACH_DIALECT(every_revision_since_3_0_is_known)
{
    auto const& chain = db::migration_chain::embedded(dialect);
    BOOST_TEST(chain.all().size() == (dialect == db::dialect::postgresql ? 25U : 23U));
    BOOST_TEST(chain.shortcut().revision == chain.head());
}

PRAETOR_TEST_EACH_DIALECT(a_revision_is_named_as_alembic_reads_it)
{
    auto const& chain = db::migration_chain::embedded(dialect);
    auto const third = chain.at(3);
    BOOST_TEST(chain.resolve("head", "") == chain.head());
    BOOST_TEST(chain.resolve("base", third) == "");
    BOOST_TEST(chain.resolve(third, "") == third);
    BOOST_TEST(chain.resolve(third.substr(0, 4), "") == third);
    BOOST_TEST(chain.resolve("+2", third) == chain.at(5));
    BOOST_TEST(chain.resolve("-3", third) == "");
    BOOST_TEST(chain.resolve("head-1", "") == chain.at(chain.all().size() - 1));
    BOOST_TEST(chain.resolve(third.substr(0, 4) + "+1", "") == chain.at(4));
    for (auto const* const wrong : {"zzzz", "", "+", "-4", "+99", "head+1"})
        BOOST_CHECK_EXCEPTION(chain.resolve(wrong, third), error, is_bad_word);
}

BOOST_AUTO_TEST_CASE(an_abbreviation_of_two_revisions_is_refused_with_both)
{
    auto const& chain = db::migration_chain::embedded(db::dialect::postgresql);
    BOOST_CHECK_EXCEPTION(chain.resolve("7", ""), error, [](error const& thrown) {
        std::string_view const words = thrown.what();
        return words.find("7a73514ca2d6") != words.npos && words.find("7218aad17905") != words.npos;
    });
}

BOOST_AUTO_TEST_CASE(a_file_without_its_parts_is_refused)
{
    BOOST_CHECK_THROW(db::parse_migration("0001_abc.sql", "-- x\n-- up\n\n-- down\n"), error);
    BOOST_CHECK_THROW(db::parse_migration("0001_abc_x.sql", "-- x\n-- up\nSELECT 1;\n"), error);
    auto const one =
        db::parse_migration("0001_abc_a_b.sql", "-- For x.\n-- after: def\n-- up\n\nUP;\n\n-- down\nDOWN;\n");
    BOOST_TEST(one.revision == "abc");
    BOOST_TEST(one.slug == "a_b");
    BOOST_TEST(one.parent == "def");
    BOOST_TEST(one.description == "For x.");
    BOOST_TEST(db::split_script(one.up.text, one.up.first_line).at(0).line == 5U);
}

BOOST_AUTO_TEST_CASE(new_revisions_are_twelve_hexadecimal_digits)
{
    auto const one = db::random_revision();
    BOOST_TEST(one.size() == 12U);
    BOOST_TEST((one.find_first_not_of("0123456789abcdef") == one.npos));
    BOOST_TEST(one != db::random_revision());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(scripts)

BOOST_AUTO_TEST_CASE(statements_part_at_semicolons_outside_quotes_and_comments)
{
    std::vector<std::string> const wanted{"SELECT ';', \"a;b\", 'it''s;'", "SELECT /* ; */ 2 -- three;\n + 3",
                                          "SELECT 4"};
    BOOST_TEST(
        texts("-- first;\nSELECT ';', \"a;b\", 'it''s;';;\n/* no; */ SELECT /* ; */ 2 -- three;\n + 3; SELECT 4") ==
            wanted,
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(dollar_quotes_of_postgresql_hold_semicolons)
{
    std::vector<std::string> const wanted{"DO $$ BEGIN x; END $$", "SELECT $a$ ; $$ ; $a$", "SELECT $1"};
    BOOST_TEST(texts("DO $$ BEGIN x; END $$; SELECT $a$ ; $$ ; $a$; SELECT $1;") == wanted,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bodies_of_triggers_hold_semicolons)
{
    std::vector<std::string> const wanted{
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END", "BEGIN",
        "COMMIT"};
    BOOST_TEST(texts("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END;"
                     "BEGIN; COMMIT;") == wanted,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_statement_knows_its_line)
{
    auto const found = db::split_script("\n-- a\nSELECT\n1;\n'x\ny';\n\nSELECT 2", 10);
    BOOST_TEST(found.at(0).line == 12U);
    BOOST_TEST(found.at(1).line == 14U);
    BOOST_TEST(found.at(2).line == 17U);
}

BOOST_AUTO_TEST_SUITE_END()
