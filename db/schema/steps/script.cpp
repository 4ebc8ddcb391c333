#include <db/schema/steps/script.hpp>

#include <algorithm>
#include <cctype>
#include <string>

namespace praetor::db {
namespace {

bool is_word(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

bool is_space(char letter)
{
    return std::isspace(static_cast<unsigned char>(letter)) != 0;
}

class splitter
{
public:
    splitter(std::string_view script, std::size_t first_line) : script_(script), line_(first_line) {}

    std::vector<statement> split()
    {
        while (at_ < script_.size())
            step();
        end_statement();
        return std::move(found_);
    }

private:
    void step()
    {
        char const letter = script_[at_];
        if (looking_at("--"))
            skip_past("\n");
        else if (looking_at("/*"))
            skip_past("*/");
        else if (letter == ';' && depth_ == 0) {
            end_statement();
            advance(1);
        }
        else if (is_space(letter))
            advance(1);
        else {
            begin_statement();
            if (letter == '\'' || letter == '"' || letter == '`')
                skip_quoted(letter);
            else if (letter == '$' && skip_dollar_quoted())
                return;
            else if (is_word(letter))
                take_word();
            else
                advance(1);
        }
    }

    bool looking_at(std::string_view text) const { return script_.substr(at_).starts_with(text); }

    void advance(std::size_t count)
    {
        auto const passed = script_.substr(at_, count);
        line_ += static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
        at_ += passed.size();
    }

    void skip_past(std::string_view end)
    {
        auto const found = script_.find(end, at_ + 1);
        advance(found == std::string_view::npos ? script_.size() - at_ : found + end.size() - at_);
    }

    // A doubled quote closes one text and opens the next, which comes to the same.
    void skip_quoted(char quote)
    {
        skip_past(std::string_view{&quote, 1});
        last_ = at_;
    }

    bool skip_dollar_quoted()
    {
        auto end = at_ + 1;
        while (end < script_.size() && is_word(script_[end]))
            ++end;
        bool const quotes = end < script_.size() && script_[end] == '$' &&
                            std::isdigit(static_cast<unsigned char>(script_[at_ + 1])) == 0;
        if (!quotes)
            return false;
        auto const tag = script_.substr(at_, end + 1 - at_);
        advance(tag.size() - 1);
        skip_past(tag);
        last_ = at_;
        return true;
    }

    void take_word()
    {
        auto end = at_;
        while (end < script_.size() && is_word(script_[end]))
            ++end;
        std::string word{script_.substr(at_, end - at_)};
        std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::toupper(c); });
        if (words_ == 0)
            creates_ = word == "CREATE";
        ++words_;
        if (creates_ && (word == "TRIGGER" || word == "FUNCTION" || word == "PROCEDURE"))
            has_body_ = true;
        // Semicolons inside the body of a trigger belong to it.
        if (has_body_ && (word == "BEGIN" || (depth_ > 0 && word == "CASE")))
            ++depth_;
        else if (depth_ > 0 && word == "END")
            --depth_;
        advance(end - at_);
        last_ = at_;
    }

    void begin_statement()
    {
        if (!running_) {
            running_ = true;
            start_ = at_;
            start_line_ = line_;
        }
        last_ = at_ + 1;
    }

    void end_statement()
    {
        if (running_)
            found_.push_back({script_.substr(start_, last_ - start_), start_line_});
        running_ = creates_ = has_body_ = false;
        words_ = 0;
        depth_ = 0;
    }

    std::string_view script_;
    std::size_t at_ = 0;
    std::size_t line_;
    std::vector<statement> found_;
    bool running_ = false;
    bool creates_ = false;
    bool has_body_ = false;
    std::size_t words_ = 0;
    std::size_t depth_ = 0; // of BEGIN and CASE
    std::size_t start_ = 0;
    std::size_t start_line_ = 0;
    std::size_t last_ = 0; // one past the last letter of the statement that is no space and no comment
};

} // namespace

std::vector<statement> split_script(std::string_view script, std::size_t first_line)
{
    return splitter{script, first_line}.split();
}

} // namespace praetor::db
