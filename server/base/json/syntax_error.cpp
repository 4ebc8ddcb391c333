#include <server/base/json/syntax_error.hpp>

#include <server/base/text/utf8.hpp>

#include <cctype>

namespace praetor::json {
namespace {

// Walks the text as json.decoder does and stops at the first thing it would not take.
class walk
{
public:
    explicit walk(std::string_view text) : text_(text) {}

    syntax_error found()
    {
        skip_blanks();
        if (!value()) {
            if (message_.empty())
                fail("Expecting value", at_);
        }
        else {
            skip_blanks();
            if (at_ < text_.size())
                fail("Extra data", at_);
        }
        return {code_points(text_.substr(0, position_)), message_};
    }

private:
    bool fail(std::string message, std::size_t position)
    {
        if (message_.empty()) {
            message_ = std::move(message);
            position_ = position;
        }
        return false;
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    void skip_blanks()
    {
        while (at_ < text_.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r'))
            ++at_;
    }

    bool word(std::string_view expected)
    {
        if (!text_.substr(at_).starts_with(expected))
            return false;
        at_ += expected.size();
        return true;
    }

    bool value()
    {
        if (++depth_ > 900)
            return fail("Expecting value", at_);
        bool good = false;
        if (peek() == '"')
            good = string();
        else if (peek() == '{')
            good = object();
        else if (peek() == '[')
            good = array();
        else if (word("null") || word("true") || word("false") || word("NaN") || word("Infinity") || word("-Infinity"))
            good = true;
        else
            good = number();
        --depth_;
        return good;
    }

    bool number()
    {
        auto const start = at_;
        if (peek() == '-')
            ++at_;
        if (std::isdigit(static_cast<unsigned char>(peek())) == 0) {
            at_ = start;
            return fail("Expecting value", start);
        }
        if (peek() == '0')
            ++at_;
        else
            digits();
        if (peek() == '.' && at_ + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_ + 1])) != 0) {
            ++at_;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            auto const exponent = at_++;
            if (peek() == '+' || peek() == '-')
                ++at_;
            if (std::isdigit(static_cast<unsigned char>(peek())) == 0)
                at_ = exponent;
            else
                digits();
        }
        return true;
    }

    void digits()
    {
        while (std::isdigit(static_cast<unsigned char>(peek())) != 0)
            ++at_;
    }

    bool string()
    {
        auto const start = at_++;
        for (;;) {
            if (at_ >= text_.size())
                return fail("Unterminated string starting at", start);
            auto const c = static_cast<unsigned char>(text_[at_]);
            if (c == '"') {
                ++at_;
                return true;
            }
            if (c < 0x20)
                return fail("Invalid control character at", at_);
            if (c != '\\') {
                ++at_;
                continue;
            }
            if (at_ + 1 >= text_.size())
                return fail("Unterminated string starting at", start);
            char const escape = text_[at_ + 1];
            if (escape == 'u') {
                for (std::size_t i = 2; i < 6; ++i)
                    if (at_ + i >= text_.size() || std::isxdigit(static_cast<unsigned char>(text_[at_ + i])) == 0)
                        return fail("Invalid \\uXXXX escape", at_ + 1);
                at_ += 6;
            }
            else if (std::string_view{"\"\\/bfnrt"}.find(escape) == std::string_view::npos)
                return fail("Invalid \\escape", at_);
            else
                at_ += 2;
        }
    }

    bool object()
    {
        ++at_;
        skip_blanks();
        if (peek() == '}') {
            ++at_;
            return true;
        }
        for (;;) {
            if (peek() != '"')
                return fail("Expecting property name enclosed in double quotes", at_);
            if (!string())
                return false;
            skip_blanks();
            if (peek() != ':')
                return fail("Expecting ':' delimiter", at_);
            ++at_;
            skip_blanks();
            if (!value())
                return false;
            skip_blanks();
            if (peek() == '}') {
                ++at_;
                return true;
            }
            if (peek() != ',')
                return fail("Expecting ',' delimiter", at_);
            ++at_;
            skip_blanks();
        }
    }

    bool array()
    {
        ++at_;
        skip_blanks();
        if (peek() == ']') {
            ++at_;
            return true;
        }
        for (;;) {
            if (!value())
                return false;
            skip_blanks();
            if (peek() == ']') {
                ++at_;
                return true;
            }
            if (peek() != ',')
                return fail("Expecting ',' delimiter", at_);
            ++at_;
            skip_blanks();
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t position_ = 0;
    std::string message_;
    int depth_ = 0;
};

} // namespace

syntax_error find_syntax_error(std::string_view text)
{
    return walk{text}.found();
}

} // namespace praetor::json
